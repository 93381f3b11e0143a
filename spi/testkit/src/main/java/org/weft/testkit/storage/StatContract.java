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
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.testkit.Since;

/** What {@code stat} promises. */
@Since("0.1")
abstract class StatContract extends Cases {

    @Test
    void the_root_is_a_folder_without_name_and_parent() throws IOException {
        Node root = bench().stat("/");
        assertThat(root.kind()).isEqualTo(Kind.FOLDER);
        assertThat(root.name()).isEmpty();
        assertThat(root.parent()).isEmpty();
        assertThat(root.etag()).isNotEmpty().doesNotContain("\"");
    }

    @Test
    void a_file_is_described_as_it_was_written() throws IOException {
        bench().requiresWriting();
        Node folder = bench().folder("/docs");
        Node put = bench().put("/docs/a.txt", "hello");
        Node node = bench().stat("/docs/a.txt");
        assertThat(node.kind()).isEqualTo(Kind.FILE);
        assertThat(node.name()).isEqualTo("a.txt");
        assertThat(node.path()).isEqualTo(RelPath.parse("docs/a.txt"));
        assertThat(node.size()).isEqualTo(5);
        assertThat(node.parent()).contains(folder.id());
        assertThat(node.id()).isEqualTo(put.id());
        assertThat(node.etag()).isEqualTo(put.etag());
        assertThat(node.mtime()).isEqualTo(put.mtime());
    }

    @Test
    void two_stats_without_a_change_are_equal() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThat(bench().picture("/")).isEqualTo(bench().picture("/"));
    }

    @Test
    void a_missing_node_is_not_found_and_not_for_its_parent() {
        assertThatThrownBy(() -> bench().stat("/missing"))
                .isInstanceOfSatisfying(
                        NotFound.class, e -> assertThat(e.isParent()).isFalse());
        assertThatThrownBy(() -> bench().stat("/missing/below")).isInstanceOf(NotFound.class);
    }

    @Test
    void below_a_file_nothing_is_found() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().stat("/a/b")).isInstanceOfAny(NotFound.class, Conflict.class);
    }

    @Test
    void an_unknown_id_is_not_found() throws IOException {
        Node root = bench().stat("/");
        Ref unknown = Ref.id(root.space(), new NodeId("AAAAAAAAAAAAAAAAAAAAAA"));
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), unknown)).isInstanceOf(NotFound.class);
        Ref odd = Ref.id(root.space(), new NodeId("not~an.id-of_this~driver"));
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), odd)).isInstanceOf(NotFound.class);
    }

    @Test
    void a_node_is_found_by_id_and_by_a_path_below_an_id() throws IOException {
        bench().requiresWriting();
        Node folder = bench().folder("/f");
        Node file = bench().put("/f/a", "x");
        assertThat(bench().statById(file).path()).isEqualTo(RelPath.parse("f/a"));
        Ref below = new Ref.ById(Optional.of(folder.space()), folder.id(), RelPath.parse("a"));
        assertThat(bench().driver().stat(bench().anna(), below).id()).isEqualTo(file.id());
        Ref anySpace = new Ref.ById(Optional.empty(), folder.id(), RelPath.parse("a"));
        assertThat(bench().driver().stat(bench().anna(), anySpace).id()).isEqualTo(file.id());
    }

    @Test
    void a_node_of_another_space_is_not_found_by_id() throws IOException {
        Node root = bench().stat("/");
        Ref elsewhere = new Ref.ById(Optional.of(new SpaceId("another-space")), root.id(), RelPath.root());
        assertThatThrownBy(() -> bench().driver().stat(bench().anna(), elsewhere))
                .isInstanceOf(NotFound.class);
    }
}
