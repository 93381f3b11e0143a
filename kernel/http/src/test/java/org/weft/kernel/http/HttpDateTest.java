/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HttpDateTest {

    private static final Instant EXAMPLE = Instant.parse("1994-11-06T08:49:37Z");

    @Test
    void the_three_forms_of_the_standard_are_read() {
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT")).contains(EXAMPLE);
        assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT")).contains(EXAMPLE);
        assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994")).contains(EXAMPLE);
    }

    @Test
    void what_is_no_date_is_none() {
        assertThat(HttpDate.parse("yesterday")).isEmpty();
        assertThat(HttpDate.parse("")).isEmpty();
        assertThat(HttpDate.parse("Sun, 31 Feb 1994 08:49:37 GMT")).isEmpty();
    }

    @Test
    void the_preferred_form_is_written() {
        assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        DateTimeFormatter slow = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(-60_000_000_000L, 250_000_000_000L));
            assertThat(HttpDate.format(instant)).isEqualTo(slow.format(instant));
        }
    }

    @Test
    void a_time_that_has_no_form_becomes_the_nearest_that_has() {
        assertThat(HttpDate.format(Instant.MAX)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(HttpDate.format(Instant.MIN)).hasSize(HttpDate.LENGTH);
    }
}
