/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.testkit.storage.StorageBench;

/** Symbolic links are shown and never followed; nothing leaves the root. */
class SymlinkTest {

    @TempDir
    private Path tmp;

    private Path root;
    private Path outside;
    private StorageBench bench;

    @BeforeEach
    void start() throws IOException {
        root = tmp.resolve("root");
        outside = Files.createDirectory(tmp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        bench = BenchOf.in(tmp);
        Files.createSymbolicLink(root.resolve("out"), outside);
        Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
        bench.folder("/f");
        bench.put("/f/a", "inside");
        Files.createSymbolicLink(root.resolve("in"), Path.of("f"));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void a_link_is_shown_as_one() throws IOException {
        Node link = bench.stat("/file");
        assertThat(link.kind()).isEqualTo(Kind.SYMLINK);
        assertThat(link.target()).contains(outside.resolve("secret").toString());
        assertThat(bench.list("/").stream().filter(node -> node.name().equals("file")))
                .singleElement()
                .hasToString(link.toString());
        assertThat(bench.statById(bench.stat("/f/a")).name()).isEqualTo("a");
    }

    @Test
    void nothing_is_read_through_a_link() {
        assertThatThrownBy(() -> bench.read("/file")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.read("/out/secret")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> bench.stat("/out/secret")).isInstanceOf(WeftException.NotFound.class);
        assertThatThrownBy(() -> bench.list("/out")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.read("/in/a")).isInstanceOf(WeftException.NotFound.class);
    }

    @Test
    void nothing_is_written_through_a_link() throws IOException {
        assertThatThrownBy(() -> bench.put("/file", "x")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.put("/out/secret", "x")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.put("/out/new", "x")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.folder("/out/new")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.delete("/out/secret")).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench.move("/f", "/out/f")).isInstanceOf(Conflict.class);
        assertThatThrownBy(() -> bench.move("/out/secret", "/stolen")).isInstanceOf(WeftException.class);
        try (var entries = Files.list(outside)) {
            assertThat(entries).containsExactly(outside.resolve("secret"));
        }
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void a_link_can_be_moved_replaced_and_deleted_and_its_target_stays() throws IOException {
        Node before = bench.stat("/file");
        assertThat(bench.move("/file", "/f/link").id()).isEqualTo(before.id());
        bench.put("/new", "x");
        bench.moveOver("/new", "/f/link");
        assertThat(bench.read("/f/link")).isEqualTo("x");
        bench.delete("/out");
        bench.delete("/in");
        assertThat(bench.names("/")).containsExactly("f");
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void a_deleted_folder_takes_links_and_not_their_targets() throws IOException {
        Files.createSymbolicLink(root.resolve("f/out"), outside);
        bench.delete("/f");
        bench.restart();
        assertThat(outside.resolve("secret")).hasContent("secret");
    }

    @Test
    void what_is_ours_in_the_root_is_not_there_for_clients() throws IOException {
        assertThat(bench.names("/")).doesNotContain(".weft");
        for (String path : new String[] {"/.weft", "/.weft/tmp", "/.weft/owner"}) {
            assertThatThrownBy(() -> bench.stat(path)).isInstanceOf(WeftException.NotFound.class);
            assertThatThrownBy(() -> bench.put(path, "x")).isInstanceOf(WeftException.class);
            assertThatThrownBy(() -> bench.folder(path)).isInstanceOf(WeftException.class);
            assertThatThrownBy(() -> bench.delete(path)).isInstanceOf(WeftException.class);
            assertThatThrownBy(() -> bench.move("/f", path)).isInstanceOf(WeftException.class);
            assertThatThrownBy(() -> bench.moveOver("/f", path)).isInstanceOf(WeftException.class);
            assertThatThrownBy(() -> bench.move(path, "/g")).isInstanceOf(WeftException.class);
        }
        bench.folder("/f/.weft");
        bench.put("/f/.weft/a", "only the root's is ours");
        assertThat(bench.names("/f")).containsExactly(".weft", "a");
        assertThat(bench.read("/f/.weft/a")).startsWith("only");
        assertThat(root.resolve(".weft/owner")).exists();
    }
}
