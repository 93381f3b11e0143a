/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Traits.Trait;
import org.weft.spi.storage.Trash;
import org.weft.testkit.Since;

/** Names are kept byte for byte. */
@Since("0.1")
abstract class NameContract extends Cases {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                " leading and trailing ",
                "tab\there",
                "new\nline",
                "percent%20sign",
                "plus+and&amp;",
                "question?hash#",
                "quote\"and'",
                "<angle>|pipe*",
                "semi;colon:comma,",
                "CON",
                "nul.txt",
                "trailing.",
                ".hidden",
                "...",
                "-dash",
                "~tilde",
                "Привет",
                "日本語のファイル",
                "emoji 😀 pair",
                "\u0001control",
                "zero\u200bwidth",
                "right\u202eleft",
                "ÄÖÜßẞ"
            })
    void a_name_is_kept(String name) throws IOException {
        bench().requiresWriting();
        Node folder = bench().folder("/" + name);
        assertThat(folder.name()).isEqualTo(name);
        Node file = bench().put("/" + name + "/" + name, "x");
        assertThat(file.name()).isEqualTo(name);
        assertThat(bench().names("/")).containsExactly(name);
        assertThat(bench().names("/" + name)).containsExactly(name);
        assertThat(bench().read("/" + name + "/" + name)).isEqualTo("x");
        bench().move("/" + name + "/" + name, "/" + name + "/other");
        bench().move("/" + name + "/other", "/" + name + "/" + name);
        bench().delete("/" + name);
        assertThat(bench().list("/")).isEmpty();
    }

    @Test
    void composed_and_decomposed_letters_are_two_names() throws IOException {
        bench().requiresWriting();
        bench().put("/caf\u00e9", "composed");
        bench().put("/cafe\u0301", "decomposed");
        assertThat(bench().names("/")).containsExactlyInAnyOrder("caf\u00e9", "cafe\u0301");
        assertThat(bench().read("/caf\u00e9")).isEqualTo("composed");
        assertThat(bench().read("/cafe\u0301")).isEqualTo("decomposed");
    }

    @Test
    void upper_and_lower_case_are_two_names() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.CASE_SENSITIVE);
        bench().put("/a", "lower");
        bench().put("/A", "upper");
        assertThat(bench().read("/a")).isEqualTo("lower");
        assertThat(bench().read("/A")).isEqualTo("upper");
    }

    @Test
    void the_longest_name_is_kept_and_a_longer_one_is_refused_by_the_limit() throws IOException {
        bench().requiresWriting();
        int limit = bench().driver().traits().maxNameBytes();
        String longest = "é".repeat(limit / 2) + "x".repeat(limit % 2);
        bench().put("/" + longest, "x");
        assertThat(bench().names("/")).containsExactly(longest);
        String longer = longest + "y";
        assertThatThrownBy(() -> bench().put("/" + longer, "x"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(String.valueOf(limit));
        assertThatThrownBy(() -> bench().folder("/" + longer)).isInstanceOf(InvalidArgument.class);
        assertThatThrownBy(() -> bench().move("/" + longest, "/" + longer)).isInstanceOf(InvalidArgument.class);
        assertThat(bench().names("/")).containsExactly(longest);
    }

    @Test
    void deep_paths_work_or_are_refused_clearly() throws IOException {
        bench().requiresWriting();
        StringBuilder path = new StringBuilder();
        int depth = 0;
        try {
            for (; depth < 60; depth++) {
                path.append('/').append("d".repeat(100));
                bench().folder(path.toString());
            }
            bench().put(path + "/a", "deep");
            assertThat(bench().read(path + "/a")).isEqualTo("deep");
        } catch (InvalidArgument tooDeep) {
            assertThat(tooDeep.text()).isNotEmpty();
            assertThat(depth).isGreaterThan(10);
        }
        bench().delete("/" + "d".repeat(100));
        assertThat(bench().list("/")).isEmpty();
        Optional<Trash> trash = bench().driver().trash();
        if (trash.isPresent()) { // such a depth is more than the clearing of the test's own folder could cope with
            trash.get().empty(bench().anna(), bench().stat("/").space());
        }
    }
}
