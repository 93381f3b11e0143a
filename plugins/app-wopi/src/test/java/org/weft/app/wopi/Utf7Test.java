/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf7Test {

    @ParameterizedTest
    @CsvSource({
        "plain.docx, plain.docx",
        "madeup+AF8-name, madeup_name",
        "A+ImIDkQ., A\u2262\u0391.",
        "Hi Mom -+Jjo--!, Hi Mom -\u263A-!",
        "+ZeVnLIqe-, \u65e5\u672c\u8a9e",
        "1 +- 1, 1 + 1",
        "+2Dzf6Q-, \uD83C\uDFE9",
        "+AOQ, \u00e4",
    })
    void names_are_read(String coded, String text) {
        assertThat(Utf7.decode(coded)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", "+A-", "+AA-", "a+!", "+2Dw-", "+3+k-", "+AGE=-+"})
    void what_is_malformed_is_refused(String coded) {
        assertThatThrownBy(() -> Utf7.decode(coded))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    void what_is_written_is_read_again() {
        String name = "a_b+c & \u00e4\u65e5\uD83C\uDFE9 (1).docx";

        String coded = Utf7.encode(name);

        assertThat(coded).matches("[\\x20-\\x7e]+");
        assertThat(Utf7.decode(coded)).isEqualTo(name);
    }
}
