/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates as HTTP writes them (RFC 9110, section 5.6.7). */
public final class HttpDate {

    private static final byte[] DAYS = "MonTueWedThuFriSatSun".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);

    /** How long the preferred form is, always. */
    public static final int LENGTH = 29;

    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private static final List<DateTimeFormatter> FORMS = List.of(
            form("EEE, dd MMM yyyy HH:mm:ss 'GMT'"),
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.of(1970, 1, 1))
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC),
            form("EEE MMM ppd HH:mm:ss yyyy"));

    private HttpDate() {}

    private static DateTimeFormatter form(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
    }

    /** The preferred form: {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String format(Instant instant) {
        byte[] text = new byte[LENGTH];
        write(instant.getEpochSecond(), text, 0);
        return new String(text, StandardCharsets.US_ASCII);
    }

    /** Writes the preferred form; years outside 0 to 9999 become the nearest that fits. */
    public static void write(long epochSecond, byte[] out, int at) {
        long second = Math.clamp(epochSecond, -62_167_219_200L, LAST);
        long day = Math.floorDiv(second, 86_400L);
        int ofDay = (int) Math.floorMod(second, 86_400L);
        LocalDate date = LocalDate.ofEpochDay(day);
        System.arraycopy(DAYS, 3 * (date.getDayOfWeek().getValue() - 1), out, at, 3);
        out[at + 3] = ',';
        out[at + 4] = ' ';
        two(date.getDayOfMonth(), out, at + 5);
        out[at + 7] = ' ';
        System.arraycopy(MONTHS, 3 * (date.getMonthValue() - 1), out, at + 8, 3);
        out[at + 11] = ' ';
        two(date.getYear() / 100, out, at + 12);
        two(date.getYear() % 100, out, at + 14);
        out[at + 16] = ' ';
        two(ofDay / 3600, out, at + 17);
        out[at + 19] = ':';
        two(ofDay / 60 % 60, out, at + 20);
        out[at + 22] = ':';
        two(ofDay % 60, out, at + 23);
        out[at + 25] = ' ';
        out[at + 26] = 'G';
        out[at + 27] = 'M';
        out[at + 28] = 'T';
    }

    private static void two(int value, byte[] out, int at) {
        out[at] = (byte) ('0' + value / 10);
        out[at + 1] = (byte) ('0' + value % 10);
    }

    /** Reads any of the three forms; empty for what is no date, which a condition then ignores. */
    public static Optional<Instant> parse(String text) {
        return FORMS.stream()
                .flatMap(form -> parse(form, text.strip()).stream())
                .findFirst();
    }

    private static Optional<Instant> parse(DateTimeFormatter form, String text) {
        try {
            return Optional.of(Instant.from(form.parse(text)));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }
}
