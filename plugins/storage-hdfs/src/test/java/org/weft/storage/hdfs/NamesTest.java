/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "a:b,a\uff1ab",
        "a\uff1ab,a\u201b\uff1ab",
        "\u201bx,\u201bx",
        "\u201b:,\u201b\u201b\uff1a"
    })
    void a_name_is_written_as_rclone_does(String name, String coded) {
        assertThat(Names.encode(name)).isEqualTo(coded);
        assertThat(Names.decode(coded)).contains(name);
    }

    @Test
    void every_name_comes_back_and_no_two_are_written_alike() {
        long seed = 20261124;
        Random random = new Random(seed);
        char[] letters = {'a', ':', '\uff1a', '\u201b'};
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int length = 1 + random.nextInt(6); length > 0; length--) {
                name.append(letters[random.nextInt(letters.length)]);
            }
            String coded = Names.encode(name.toString());
            assertThat(coded).as("seed %d, name %s", seed, name).doesNotContain(":");
            assertThat(Names.decode(coded)).as("seed %d, name %s", seed, name).contains(name.toString());
            // What another program wrote is shown only under a name that leads back to it.
            Names.decode(name.toString().replace(":", ""))
                    .ifPresent(shown -> assertThat(Names.encode(shown))
                            .as("seed %d", seed)
                            .isEqualTo(name.toString().replace(":", "")));
        }
    }

    @Test
    void what_belongs_to_the_driver_or_to_hdfs_is_not_ours() {
        for (String path : new String[] {".weft", ".weft/tmp/x", ".snapshot", "a/.snapshot/b", ".reserved/raw"}) {
            assertThat(Names.isReserved(RelPath.parse(path))).as(path).isTrue();
        }
        for (String path : new String[] {".weft2", "a/.weft", "x.snapshot", ".reserved2", "a/.reserved"}) {
            assertThat(Names.isReserved(RelPath.parse(path))).as(path).isFalse();
        }
        assertThatThrownBy(() -> Names.requireOurs(RelPath.parse("a/.snapshot")))
                .isInstanceOf(WeftException.InvalidArgument.class);
    }

    @Test
    void a_name_that_is_too_long_when_written_is_refused() {
        assertThatThrownBy(() -> Names.requireOurs(RelPath.parse(":".repeat(86))))
                .isInstanceOf(WeftException.InvalidArgument.class);
        Names.requireOurs(RelPath.parse(":".repeat(85)));
    }
}
