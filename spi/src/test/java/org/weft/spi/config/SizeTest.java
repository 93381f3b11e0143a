/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizeTest {

    @ParameterizedTest
    @CsvSource({"512,512", "64KiB,65536", "64 kib,65536", "10MB,10000000", "2g,2000000000", "1TiB,1099511627776", "0,0"
    })
    void written_sizes_are_bytes(String text, long bytes) {
        assertThat(Size.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "ten", "1.5GB", "9EiB", "99999999999PiB", "1 2"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Size.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_size_prints_as_it_would_be_written() {
        assertThat(Size.parse("10GiB")).hasToString("10GiB");
        assertThat(new Size(1000)).hasToString("1000");
    }
}
