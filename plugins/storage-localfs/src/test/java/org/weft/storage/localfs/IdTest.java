/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IdTest {

    @Test
    void no_new_id_looks_like_an_option_of_a_command() {
        Random random = new Random(1);
        assertThat(Stream.generate(() -> Id.mint(random).text()).limit(2_000))
                .noneMatch(text -> text.startsWith("-"))
                .allMatch(text -> text.equals(Id.parse(text).orElseThrow().text()));
    }

    @Test
    void an_older_id_that_does_is_still_read() {
        Id older = new Id(62L << 58, 7);
        assertThat(older.text()).startsWith("-");
        assertThat(Id.parse(older.text())).contains(older);
    }
}
