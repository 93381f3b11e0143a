/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** A storage that can only be read, with the author's {@link Fixture}. */
@Since("0.1")
abstract class ReadOnlyContract extends Cases {

    @BeforeEach
    void requireReadOnly() {
        bench().requires(Trait.READ_ONLY);
        Assumptions.assumeTrue(bench().fixture().isKnown(), "the test tells no fixture");
    }

    private String file() {
        return "/" + bench().fixture().file();
    }

    private String folder() {
        return "/" + bench().fixture().folder();
    }

    @Test
    void every_change_is_refused_and_nothing_changes() throws IOException {
        String before = bench().picture("/");
        assertThatThrownBy(() -> bench().put(file(), "x")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> bench().put("/new", "x")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> bench().folder("/new")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> bench().delete(file())).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> bench().move(file(), "/new")).isInstanceOf(Unsupported.class);
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void no_copy_is_offered() {
        assertThat(bench().driver().copy()).isEmpty();
    }

    @Test
    void the_file_is_read_whole_and_in_part() throws IOException {
        byte[] content = bench().fixture().content();
        Ref ref = StorageBench.at(file());
        assertThat(bench().stat(file()).size()).isEqualTo(content.length);
        assertThat(bench().bytes(ref, ReadSpec.whole())).isEqualTo(content);
        assertThat(bench().bytes(ref, new ReadSpec(node -> new ReadSpec.Span(1, content.length - 1L))))
                .isEqualTo(Arrays.copyOfRange(content, 1, content.length));
        assertThat(bench().bytes(ref, new ReadSpec(node -> new ReadSpec.Span(0, 1))))
                .isEqualTo(Arrays.copyOf(content, 1));
    }

    @Test
    void the_folder_is_listed_and_its_children_have_it_as_parent() throws IOException {
        Node folder = bench().stat(folder());
        List<Node> children = bench().list(folder());
        assertThat(children).hasSizeGreaterThanOrEqualTo(2);
        for (Node child : children) {
            assertThat(child.parent()).contains(folder.id());
            assertThat(bench().stat("/" + child.path())).hasToString(child.toString());
        }
        assertThat(bench().list(folder(), new ListSpec(Optional.empty(), 1))).hasSize(1);
    }

    @Test
    void kinds_are_told_apart() {
        assertThatThrownBy(() -> bench().list(file())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().read(folder())).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench().stat(file() + "/below")).isInstanceOfAny(NotFound.class, Conflict.class);
    }

    @Test
    void ids_find_their_nodes_and_outlive_a_restart() throws IOException {
        bench().requires(Trait.STABLE_IDS);
        Node file = bench().stat(file());
        assertThat(bench().statById(file).path()).isEqualTo(file.path());
        bench().restart();
        assertThat(bench().stat(file()).id()).isEqualTo(file.id());
        assertThat(bench().statById(file).path()).isEqualTo(file.path());
    }
}
