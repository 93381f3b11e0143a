/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PadTextTest {

    @Test
    void a_text_that_nobody_touched_is_known_again() {
        String pad = PadText.inPad("a\r\nb\tc\u00a0d\n");

        assertThat(pad).isEqualTo("a\nb        c d\n\n");
        assertThat(PadText.digest(pad)).isEqualTo(PadText.digest(PadText.inPad("a\nb        c d\n")));
    }

    @Test
    void the_line_that_a_pad_adds_does_not_come_into_the_file() {
        assertThat(PadText.inFile("a\n")).isEqualTo("a");
        assertThat(PadText.inFile("a\n\n")).isEqualTo("a\n");
        assertThat(PadText.inFile("\n")).isEmpty();
        assertThat(PadText.inFile("a")).isEqualTo("a");
    }
}
