/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** Ids stay with their nodes. */
@Since("0.1")
abstract class IdentityContract extends Cases {

    @BeforeEach
    void requireStableIds() {
        bench().requiresWriting();
        bench().requires(Trait.STABLE_IDS);
    }

    @Test
    void all_ids_differ() throws IOException {
        Node root = bench().stat("/");
        Node folder = bench().folder("/f");
        Node a = bench().put("/f/a", "x");
        Node b = bench().put("/f/b", "x");
        assertThat(new Node[] {root, folder, a, b}).extracting(Node::id).doesNotHaveDuplicates();
    }

    @Test
    void an_id_outlives_overwriting() throws IOException {
        Node before = bench().put("/a", "1");
        assertThat(bench().put("/a", "2").id()).isEqualTo(before.id());
        assertThat(bench().statById(before).size()).isEqualTo(1);
    }

    @Test
    void an_id_outlives_renaming_and_moving() throws IOException {
        Node before = bench().put("/a", "x");
        bench().folder("/f");
        assertThat(bench().move("/a", "/b").id()).isEqualTo(before.id());
        assertThat(bench().move("/b", "/f/c").id()).isEqualTo(before.id());
        assertThat(bench().stat("/f/c").id()).isEqualTo(before.id());
        assertThat(bench().statById(before).path()).isEqualTo(RelPath.parse("f/c"));
    }

    @Test
    void ids_below_a_moved_folder_stay() throws IOException {
        Node folder = bench().folder("/f");
        Node inner = bench().folder("/f/g");
        Node file = bench().put("/f/g/a", "x");
        bench().folder("/h");
        bench().move("/f", "/h/f");
        assertThat(bench().stat("/h/f").id()).isEqualTo(folder.id());
        assertThat(bench().stat("/h/f/g").id()).isEqualTo(inner.id());
        assertThat(bench().stat("/h/f/g/a").id()).isEqualTo(file.id());
        assertThat(bench().statById(file).path()).isEqualTo(RelPath.parse("h/f/g/a"));
    }

    @Test
    void an_id_is_never_given_again() throws IOException {
        Node before = bench().put("/a", "x");
        bench().delete("/a");
        assertThat(bench().put("/a", "x").id()).isNotEqualTo(before.id());
    }

    @Test
    void ids_outlive_a_restart() throws IOException {
        Node root = bench().stat("/");
        Node folder = bench().folder("/f");
        Node file = bench().put("/f/a", "x");
        bench().restart();
        assertThat(bench().stat("/").id()).isEqualTo(root.id());
        assertThat(bench().stat("/f").id()).isEqualTo(folder.id());
        assertThat(bench().stat("/f/a").id()).isEqualTo(file.id());
        assertThat(bench().statById(file).path()).isEqualTo(RelPath.parse("f/a"));
        assertThat(bench().stat("/").space()).isEqualTo(root.space());
    }
}
