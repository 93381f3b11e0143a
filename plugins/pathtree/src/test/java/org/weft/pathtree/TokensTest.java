/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TokensTest {

    @Test
    void none_looks_like_an_option_of_a_command_and_none_comes_twice() {
        Tokens tokens = new Tokens();
        assertThat(Stream.generate(tokens::fresh).limit(2_000).toList())
                .noneMatch(token -> token.startsWith("-"))
                .doesNotHaveDuplicates();
    }
}
