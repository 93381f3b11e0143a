/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.weft.kernel.storage.TestValues;

class CopyProgressTest {

    private final TestValues.HandClock clock = new TestValues.HandClock();
    private final AtomicInteger rows = new AtomicInteger();
    private final AtomicInteger signs = new AtomicInteger();
    private final CopyProgress progress =
            new CopyProgress(clock, "one", "two", rows::incrementAndGet, signs::incrementAndGet);

    @Test
    void a_long_copy_tells_its_row_once_a_minute_and_who_waits_twice() throws IOException {
        try (InputStream content = progress.counting(new ByteArrayInputStream(new byte[100]))) {
            for (int i = 0; i < 100; i++) {
                assertThat(content.read()).isZero();
                clock.pass(Duration.ofSeconds(6));
            }
        }
        progress.node();
        progress.end();
        assertThat(rows.get()).isEqualTo(10);
        assertThat(signs.get()).isEqualTo(20);
    }

    @Test
    void a_quick_copy_tells_nothing() throws IOException {
        try (InputStream content = progress.counting(new ByteArrayInputStream(new byte[1000]))) {
            assertThat(content.readAllBytes()).hasSize(1000);
        }
        progress.node();
        progress.end();
        assertThat(rows.get()).isZero();
        assertThat(signs.get()).isZero();
    }
}
