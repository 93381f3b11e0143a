/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** What the ability {@code Symlinks} promises. */
@Since("0.1")
@Promises(Symlinks.class)
abstract class SymlinksContract extends Cases {

    @BeforeEach
    void requireSymlinks() {
        symlinks();
    }

    private Symlinks symlinks() {
        return offered("Symlinks", StorageDriver::symlinks);
    }

    private Node link(String path, String pointsTo) throws IOException {
        return symlinks().make(bench().anna(), StorageBench.at(path), pointsTo, MakeSpec.simple());
    }

    /** Whether the driver shows links as what they lead to. */
    private boolean follows() throws IOException {
        bench().folder("/probe");
        bench().put("/probe/a", "x");
        boolean follows = link("/probe/link", "a").kind() == Kind.FILE;
        bench().delete("/probe");
        return follows;
    }

    @Test
    void a_link_says_what_it_points_to_and_is_shown_as_one_or_as_what_it_leads_to() throws IOException {
        boolean follows = follows();
        bench().folder("/f");
        bench().put("/f/a", "x");
        Node link = link("/f/link", "a");
        assertThat(link.kind()).isEqualTo(follows ? Kind.FILE : Kind.SYMLINK);
        assertThat(link.target()).contains("a");
        assertThat(bench().stat("/f/link")).hasToString(link.toString());
        assertThat(bench().stat("/f/link").target()).contains("a");
        assertThat(bench().list("/f"))
                .filteredOn(node -> node.name().equals("link"))
                .singleElement()
                .satisfies(node -> assertThat(node.target()).contains("a"));
        assertThat(link("/f/up", "../f/a").target()).contains("../f/a");
    }

    @Test
    void what_it_points_to_need_not_exist() throws IOException {
        assertThat(link("/link", "nowhere/at/all").target()).contains("nowhere/at/all");
    }

    @Test
    void a_link_out_of_the_instance_is_refused() throws IOException {
        bench().folder("/f");
        for (String out : new String[] {"../..", "../../etc/passwd", "/etc/passwd", "a/../../../x", ""}) {
            assertThatThrownBy(() -> link("/f/link", out)).as(out).isInstanceOf(InvalidArgument.class);
        }
        assertThatThrownBy(() -> link("/link", "..")).isInstanceOf(InvalidArgument.class);
        assertThat(bench().names("/f")).isEmpty();
    }

    @Test
    void a_taken_name_and_a_missing_parent_are_told() throws IOException {
        bench().put("/a", "x");
        assertThatThrownBy(() -> link("/a", "b")).isInstanceOf(AlreadyExists.class);
        assertThatThrownBy(() -> link("/a/b", "c")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> link("/missing/b", "c"))
                .isInstanceOfSatisfying(
                        NotFound.class,
                        e -> assertThat(e.isParent())
                                .as("the folder is missing, which NotFound.parent says")
                                .isTrue());
        assertThat(bench().read("/a")).isEqualTo("x");
    }

    @Test
    void a_link_is_not_followed_at_all_or_wholly() throws IOException {
        boolean follows = follows();
        bench().folder("/f");
        Node file = bench().put("/f/a", "x");
        link("/file", "f/a");
        link("/folder", "f");
        if (follows) {
            assertThat(bench().read("/file")).isEqualTo("x");
            assertThat(bench().names("/folder")).containsExactly("a");
            Node seen = bench().stat("/folder/a");
            assertThat(seen.actualPath()).contains(file.path());
            assertThat(seen.id()).isNotEqualTo(file.id());
            assertThat(seen.parent()).contains(bench().stat("/folder").id());
            assertThat(bench().statById(seen)).hasToString(seen.toString());
            bench().put("/file", "y");
            assertThat(bench().read("/f/a")).isEqualTo("y");
            bench().put("/folder/a", "z");
            assertThat(bench().read("/file")).isEqualTo("z");
        } else {
            assertThatThrownBy(() -> bench().read("/file")).isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> bench().list("/folder")).isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> bench().read("/folder/a")).isInstanceOfAny(NotFound.class, Conflict.class);
            assertThatThrownBy(() -> bench().put("/file", "y")).isInstanceOf(Conflict.class);
            assertThatThrownBy(() -> bench().put("/folder/new", "y")).isInstanceOf(Conflict.class);
            assertThat(bench().read("/f/a")).isEqualTo("x");
        }
        assertThat(bench().names("/f")).containsExactly("a");
    }

    @Test
    void a_link_that_leads_nowhere_or_to_a_folder_it_lies_in_is_shown_as_one_or_left_out() throws IOException {
        boolean follows = follows();
        bench().folder("/f");
        link("/f/nowhere", "a");
        link("/f/round", "../f");
        link("/f/itself", "itself");
        assertThat(bench().names("/f"))
                .containsExactlyElementsOf(follows ? List.of() : List.of("itself", "nowhere", "round"));
        if (follows) {
            assertThatThrownBy(() -> bench().stat("/f/nowhere")).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench().list("/f/round")).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench().read("/f/itself")).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench().put("/f/nowhere", "y")).isInstanceOf(Conflict.class);
        }
    }

    @Test
    void deleting_and_moving_leave_what_it_points_to_alone() throws IOException {
        bench().folder("/f");
        bench().put("/f/a", "x");
        Node link = link("/link", "f/a");
        Node moved = bench().move("/link", "/other");
        assertThat(moved.kind()).isEqualTo(link.kind());
        assertThat(moved.target()).contains("f/a");
        if (bench().has(Trait.STABLE_IDS)) {
            assertThat(moved.id()).isEqualTo(link.id());
        }
        link("/folder", "f");
        bench().delete("/folder");
        bench().delete("/other");
        assertThat(bench().read("/f/a")).isEqualTo("x");
        assertThat(bench().names("/")).containsExactly("f");
    }

    @Test
    void it_outlives_a_restart() throws IOException {
        bench().put("/a", "x");
        Node link = link("/link", "a");
        bench().restart();
        assertThat(bench().stat("/link")).hasToString(link.toString());
        assertThat(bench().stat("/link").target()).contains("a");
    }

    @Test
    void the_guard_is_told_the_parent_and_obeyed() throws IOException {
        Node root = bench().stat("/");
        String before = bench().picture("/");
        RecordingGuard refusing = RecordingGuard.refusingAtCommit();
        assertThatThrownBy(() -> symlinks().make(bench().anna(), StorageBench.at("/link"), "a", Specs.make(refusing)))
                .isInstanceOf(Locked.class);
        assertThat(bench().picture("/")).isEqualTo(before);
        RecordingGuard passing = RecordingGuard.passing();
        symlinks().make(bench().anna(), StorageBench.at("/link"), "a", Specs.make(passing));
        Affected what = passing.commits().getFirst();
        assertThat(what.parents()).extracting(Node::id).containsExactly(root.id());
        assertThat(what.target()).isEqualTo(RelPath.parse("link"));
        assertThat(what.source()).isEmpty();
    }
}
