/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What {@code list} promises. */
@Since("0.1")
abstract class ListContract extends Cases {

    @Test
    void an_empty_folder_lists_nothing() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.EMPTY_FOLDERS);
        bench().folder("/empty");
        assertThat(bench().list("/empty")).isEmpty();
    }

    @Test
    void children_are_told_as_stat_tells_them_and_grandchildren_are_not() throws IOException {
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "1");
        bench().folder("/f/b");
        bench().put("/f/b/deep", "2");
        List<Node> children = bench().list("/f");
        assertThat(children).extracting(Node::name).containsExactlyInAnyOrder("a", "b");
        for (Node child : children) {
            assertThat(child).hasToString(bench().stat("/" + child.path()).toString());
            assertThat(child.parent()).contains(bench().stat("/f").id());
        }
    }

    @Test
    void a_file_is_no_folder() throws IOException {
        bench().requiresWriting();
        bench().put("/a", "x");
        assertThatThrownBy(() -> bench().list("/a")).isInstanceOf(Conflict.class);
    }

    @Test
    void a_missing_folder_is_not_found() {
        assertThatThrownBy(() -> bench().list("/missing")).isInstanceOf(NotFound.class);
    }

    @Test
    void the_receiver_can_stop_it() throws IOException {
        bench().requiresWriting();
        fill(10);
        List<Node> taken = new ArrayList<>();
        bench().driver().list(bench().anna(), StorageBench.at("/many"), ListSpec.all(), node -> {
            taken.add(node);
            return taken.size() < 3;
        });
        assertThat(taken).hasSize(3);
    }

    @Test
    void a_limit_is_kept() throws IOException {
        bench().requiresWriting();
        fill(10);
        assertThat(bench().list("/many", new ListSpec(Optional.empty(), 4))).hasSize(4);
        assertThat(bench().list("/many", new ListSpec(Optional.empty(), 0))).isEmpty();
    }

    @Test
    void the_order_stays_the_same_while_nothing_changes() throws IOException {
        bench().requiresWriting();
        fill(200);
        assertThat(bench().list("/many"))
                .extracting(Node::name)
                .hasSize(200)
                .isEqualTo(bench().list("/many").stream().map(Node::name).toList());
    }

    @Test
    void pages_join_to_the_whole() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.RESUMABLE_LIST);
        fill(50);
        List<String> joined = new ArrayList<>();
        Optional<String> after = Optional.empty();
        List<Node> page;
        do {
            page = bench().list("/many", new ListSpec(after, 7));
            page.forEach(node -> joined.add(node.name()));
            after = joined.isEmpty() ? Optional.empty() : Optional.of(joined.getLast());
        } while (!page.isEmpty());
        assertThat(joined)
                .isEqualTo(bench().list("/many").stream().map(Node::name).toList());
    }

    private void fill(int count) throws IOException {
        bench().folder("/many");
        for (int i = 0; i < count; i++) {
            bench().put("/many/file-" + i, "x");
        }
    }
}
