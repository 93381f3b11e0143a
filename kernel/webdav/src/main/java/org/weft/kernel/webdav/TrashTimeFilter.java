/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.weft.spi.WeftException.InvalidArgument;

/** The times that narrow a listing of a trash: seconds since 1970, RFC 3339, or a day such as 2026-11-24 or 2026/11/24. */
final class TrashTimeFilter {

    private TrashTimeFilter() {}

    /**
     * Reads one.
     *
     * @param end whether a day stands for its end rather than its beginning
     */
    static Instant parse(String text, boolean end) {
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            if (text.length() == 10) {
                LocalDate day = LocalDate.parse(text.replace('/', '-'));
                return end
                        ? day.plusDays(1)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant()
                                .minusNanos(1)
                        : day.atStartOfDay(ZoneOffset.UTC).toInstant();
            }
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | NumberFormatException malformed) {
            throw new InvalidArgument(
                    "'" + text + "' is no time: write seconds since 1970, 2026-11-24, or 2026-11-24T18:00:00Z");
        }
    }
}
