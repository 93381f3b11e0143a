/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.OutOfRange;
import org.weft.spi.storage.ReadSpec.Span;

class RangeHeaderTest {

    @Test
    void single_suffix_and_open_ranges_are_cut_to_the_file() {
        assertThat(RangeHeader.parse("bytes=0-3", 10)).containsExactly(new Span(0, 4));
        assertThat(RangeHeader.parse("bytes=8-99", 10)).containsExactly(new Span(8, 2));
        assertThat(RangeHeader.parse("bytes=4-", 10)).containsExactly(new Span(4, 6));
        assertThat(RangeHeader.parse("bytes=-3", 10)).containsExactly(new Span(7, 3));
        assertThat(RangeHeader.parse("bytes=-30", 10)).containsExactly(new Span(0, 10));
    }

    @Test
    void several_parts_come_in_their_order() {
        assertThat(RangeHeader.parse("bytes=0-0, 4-5,-1", 10))
                .containsExactly(new Span(0, 1), new Span(4, 2), new Span(9, 1));
    }

    @Test
    void what_cannot_be_satisfied_is_told_with_the_size() {
        for (String range : List.of("bytes=10-", "bytes=10-12", "bytes=-0", "bytes=99-100,200-")) {
            assertThatThrownBy(() -> RangeHeader.parse(range, 10))
                    .as(range)
                    .isInstanceOfSatisfying(
                            OutOfRange.class, e -> assertThat(e.size()).isEqualTo(10));
        }
        assertThatThrownBy(() -> RangeHeader.parse("bytes=0-", 0)).isInstanceOf(OutOfRange.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=3-1",
                "lines=0-3",
                "0-3",
                "bytes=1",
                "bytes=--1",
                "bytes=99999999999999999999-",
                "bytes=0-1,x",
                "bytes=+1-2"
            })
    void malformed_ranges_are_passed_over(String range) {
        assertThat(RangeHeader.parse(range, 10)).isEmpty();
    }

    @Test
    void overlapping_backward_and_too_many_parts_get_the_whole_file() {
        assertThat(RangeHeader.parse("bytes=0-5,5-9", 10)).isEmpty();
        assertThat(RangeHeader.parse("bytes=5-9,0-1", 10)).isEmpty();
        assertThat(RangeHeader.parse("bytes=" + "0-0,".repeat(RangeHeader.MOST) + "1-1", 10))
                .isEmpty();
    }
}
