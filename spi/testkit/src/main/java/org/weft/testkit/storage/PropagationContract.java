/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Traits.Trait;
import org.weft.testkit.Since;

/** A change shows at every folder above it, and nowhere else. */
@Since("0.1")
abstract class PropagationContract extends Cases {

    private static final List<String> ABOVE = List.of("/", "/p", "/p/q");
    private static final List<String> BESIDE = List.of("/p/side", "/other", "/p/q/sub");

    @BeforeEach
    void plant() throws IOException {
        bench().requiresWriting();
        bench().requires(Trait.FOLDER_ETAG_PROPAGATES);
        for (String folder : List.of("/p", "/p/q", "/p/side", "/other", "/p/q/sub")) {
            bench().folder(folder);
        }
        bench().put("/p/q/a", "12345");
        bench().put("/other/b", "123");
    }

    @Test
    void a_new_file_shows() throws IOException {
        changes(ABOVE, 4, () -> bench().put("/p/q/new", "1234"));
    }

    @Test
    void a_new_content_shows_also_with_equal_size() throws IOException {
        changes(ABOVE, 0, () -> bench().put("/p/q/a", "54321"));
        changes(ABOVE, -3, () -> bench().put("/p/q/a", "12"));
    }

    @Test
    void a_new_folder_shows() throws IOException {
        changes(ABOVE, 0, () -> bench().folder("/p/q/new"));
    }

    @Test
    void a_deletion_shows() throws IOException {
        changes(ABOVE, -5, () -> bench().delete("/p/q/a"));
    }

    @Test
    void a_deletion_of_a_folder_shows_with_all_its_bytes() throws IOException {
        changes(List.of("/", "/p"), -5, () -> bench().delete("/p/q"));
    }

    @Test
    void a_renaming_shows() throws IOException {
        changes(ABOVE, 0, () -> bench().move("/p/q/a", "/p/q/renamed"));
    }

    @Test
    void a_move_shows_at_both_ends() throws IOException {
        Node from = bench().stat("/p/q");
        Node to = bench().stat("/other");
        changes(List.of("/"), 0, () -> bench().move("/p/q/a", "/other/a"));
        assertThat(bench().stat("/p/q").etag()).isNotEqualTo(from.etag());
        assertThat(bench().stat("/other").etag()).isNotEqualTo(to.etag());
        assertThat(bench().stat("/p/q").size()).isZero();
        assertThat(bench().stat("/p").size()).isZero();
        assertThat(bench().stat("/other").size()).isEqualTo(8);
    }

    @Test
    void a_replacing_move_takes_the_replaced_bytes_off() throws IOException {
        bench().moveOver("/other/b", "/p/q/a");
        assertThat(bench().stat("/p/q").size()).isEqualTo(3);
        assertThat(bench().stat("/other").size()).isZero();
        assertThat(bench().stat("/").size()).isEqualTo(3);
        bench().moveOver("/p/q", "/other");
        assertThat(bench().stat("/p").size()).isZero();
        assertThat(bench().stat("/").size()).isEqualTo(3);
    }

    @Test
    void nothing_else_changes() throws IOException {
        Node file = bench().stat("/other/b");
        List<String> before = pictures(BESIDE);
        bench().put("/p/q/new", "1");
        bench().put("/p/q/a", "2");
        bench().delete("/p/q/new");
        assertThat(pictures(BESIDE)).isEqualTo(before);
        assertThat(bench().stat("/other/b")).hasToString(file.toString());
    }

    @Test
    void an_old_time_of_a_file_never_takes_folders_back() throws IOException {
        Instant before = bench().stat("/p").mtime();
        bench().put("/p/q/a", Specs.mtime(Instant.ofEpochSecond(1)), "old");
        assertThat(bench().stat("/p").mtime()).isAfterOrEqualTo(before);
        assertThat(bench().stat("/").mtime()).isAfterOrEqualTo(before);
    }

    @Test
    void a_listing_shows_what_stat_shows() throws IOException {
        bench().put("/p/q/a", "123456789");
        Node listed = Stream.of(bench().list("/").toArray(Node[]::new))
                .filter(node -> node.name().equals("p"))
                .findFirst()
                .orElseThrow();
        assertThat(listed).hasToString(bench().stat("/p").toString());
        assertThat(listed.size()).isEqualTo(9);
    }

    private List<String> pictures(List<String> paths) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String path : paths) {
            all.append(bench().picture(path));
        }
        return List.of(all.toString());
    }

    private interface Act {
        void run() throws IOException;
    }

    private void changes(List<String> folders, long bytes, Act act) throws IOException {
        Node[] before = new Node[folders.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = bench().stat(folders.get(i));
        }
        act.run();
        for (Node old : before) {
            Node now = bench().stat("/" + old.path());
            assertThat(now.etag()).as("etag of /%s", old.path()).isNotEqualTo(old.etag());
            assertThat(now.size()).as("size of /%s", old.path()).isEqualTo(old.size() + bytes);
            assertThat(now.mtime()).as("mtime of /%s", old.path()).isAfterOrEqualTo(old.mtime());
            assertThat(now.id()).isEqualTo(old.id());
        }
    }
}
