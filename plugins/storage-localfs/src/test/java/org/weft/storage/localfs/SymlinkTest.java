/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Versions.Version;
import org.weft.testkit.storage.StorageBench;

/** A symbolic link that stays in its space is what it leads to; all others are not there, and nothing leaves the root. */
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
    void a_link_to_a_file_is_that_file_at_another_path() throws IOException {
        Files.createSymbolicLink(root.resolve("f/b"), Path.of("a"));
        Node link = bench.stat("/f/b");
        assertThat(link.kind()).isEqualTo(Kind.FILE);
        assertThat(link.size()).isEqualTo(6);
        assertThat(link.target()).contains("a");
        assertThat(link.actualPath()).contains(RelPath.parse("f/a"));
        assertThat(bench.list("/f")).extracting(Object::toString).contains(link.toString());
        assertThat(bench.stat("/f").id()).isEqualTo(link.parent().orElseThrow());
        assertThat(bench.read("/f/b")).isEqualTo("inside");
        String before = bench.stat("/f/b").etag();
        Node written = bench.put("/f/b", "changed by its other name");
        assertThat(written.path()).isEqualTo(RelPath.parse("f/b"));
        assertThat(written.id()).isEqualTo(link.id());
        assertThat(written.etag())
                .isNotEqualTo(before)
                .isEqualTo(bench.stat("/f/b").etag());
        assertThat(bench.read("/f/a")).isEqualTo("changed by its other name");
        assertThat(Files.isSymbolicLink(root.resolve("f/b"))).isTrue();
        assertThat(bench.statById(link)).hasToString(written.toString());
    }

    @Test
    void a_link_to_a_folder_shows_what_is_in_it_under_ids_of_their_own() throws IOException {
        bench.folder("/f/deep");
        Node file = bench.put("/f/deep/x", "deep");
        assertThat(bench.names("/in")).containsExactly("a", "deep");
        Node seen = bench.stat("/in/deep/x");
        assertThat(seen.id()).isNotEqualTo(file.id());
        assertThat(seen.etag()).isEqualTo(file.etag());
        assertThat(seen.parent()).contains(bench.stat("/in/deep").id());
        assertThat(bench.stat("/in/deep").parent()).contains(bench.stat("/in").id());
        assertThat(bench.stat("/in").parent()).contains(bench.stat("/").id());
        bench.restart();
        assertThat(bench.statById(seen)).hasToString(seen.toString());
        assertThat(bench.list("/in/deep")).singleElement().hasToString(seen.toString());
        assertThat(bench.read("/in/deep/x")).isEqualTo("deep");
    }

    @Test
    void all_that_can_be_done_in_a_folder_can_be_done_in_one_that_a_link_shows() throws IOException {
        Node made = bench.folder("/in/new");
        assertThat(made).hasToString(bench.stat("/in/new").toString());
        assertThat(bench.put("/in/new/x", "1"))
                .hasToString(bench.stat("/in/new/x").toString());
        assertThat(bench.read("/f/new/x")).isEqualTo("1");
        assertThat(bench.move("/in/new/x", "/in/y"))
                .hasToString(bench.stat("/in/y").toString());
        bench.copy("/in/y", "/z");
        assertThat(bench.read("/z")).isEqualTo("1");
        bench.move("/z", "/in/z");
        bench.put("/in/y", "2");
        List<Version> versions = new ArrayList<>();
        bench.driver().versions().orElseThrow().list(bench.anna(), StorageBench.at("/in/y"), versions::add);
        assertThat(versions).hasSize(1);
        bench.delete("/in/new");
        bench.delete("/in/z");
        assertThat(bench.names("/f")).containsExactly("a", "y");
        bench.copy("/in", "/whole");
        assertThat(Files.isDirectory(root.resolve("whole"), NOFOLLOW_LINKS)).isTrue();
        assertThat(bench.names("/whole")).containsExactly("a", "y");
    }

    @Test
    void an_absolute_link_below_the_root_is_followed_too() throws IOException {
        Files.createSymbolicLink(root.resolve("absolute"), root.toRealPath().resolve("f"));
        assertThat(bench.read("/absolute/a")).isEqualTo("inside");
    }

    @Test
    void whatever_leads_out_nowhere_or_round_is_not_there() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("f/missing"));
        Files.createSymbolicLink(root.resolve("itself"), Path.of("itself"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("."));
        Files.createSymbolicLink(root.resolve("f/up"), Path.of("../f"));
        Files.createSymbolicLink(root.resolve("ours"), Path.of(".weft/tmp"));
        Files.createSymbolicLink(root.resolve("above"), Path.of("../outside/secret"));
        Files.createSymbolicLink(root.resolve("twice"), Path.of("out/secret"));
        assertThat(bench.names("/")).containsExactly("f", "in");
        assertThat(bench.names("/f")).containsExactly("a");
        for (String hidden : List.of(
                "/dangling", "/itself", "/up", "/f/up", "/ours", "/above", "/twice", "/out", "/file", "/out/secret")) {
            assertThatThrownBy(() -> bench.stat(hidden)).as(hidden).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench.read(hidden)).as(hidden).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench.list(hidden)).as(hidden).isInstanceOfAny(NotFound.class, Conflict.class);
            assertThatThrownBy(() -> bench.copy(hidden, "/copy")).as(hidden).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> bench.put(hidden, "x")).as(hidden).isInstanceOfAny(Conflict.class, NotFound.class);
            assertThatThrownBy(() -> bench.put(hidden + "/x", "x"))
                    .as(hidden)
                    .isInstanceOfAny(Conflict.class, NotFound.class);
            assertThatThrownBy(() -> bench.folder(hidden + "/x"))
                    .as(hidden)
                    .isInstanceOfAny(Conflict.class, NotFound.class);
            assertThatThrownBy(() -> bench.moveOver("/f/a", hidden))
                    .as(hidden)
                    .isInstanceOfAny(Conflict.class, NotFound.class);
            assertThatThrownBy(() -> bench.move("/f", hidden + "/f")).as(hidden).isInstanceOf(WeftException.class);
        }
        assertThatThrownBy(() -> bench.move("/out/secret", "/stolen")).isInstanceOf(WeftException.class);
        assertThatThrownBy(() -> bench.delete("/out/secret")).isInstanceOf(WeftException.class);
        assertThat(outside.resolve("secret")).hasContent("secret");
        try (var entries = Files.list(outside)) {
            assertThat(entries).containsExactly(outside.resolve("secret"));
        }
    }

    @Test
    void links_that_lead_into_each_others_folders_end() throws IOException {
        bench.folder("/g");
        Files.createSymbolicLink(root.resolve("f/g"), Path.of("../g"));
        Files.createSymbolicLink(root.resolve("g/f"), Path.of("../f"));
        assertThat(walk("/")).contains("/f/g", "/g/f", "/in/g", "/g/f/a").hasSizeLessThan(20);
        Set<NodeId> ids = new HashSet<>();
        for (String path : walk("/")) {
            Node node = bench.stat(path);
            assertThat(ids.add(node.id())).as(path).isTrue();
            assertThat(bench.statById(node)).as(path).hasToString(node.toString());
        }
    }

    private List<String> walk(String folder) throws IOException {
        List<String> paths = new ArrayList<>();
        for (Node node : bench.list(folder)) {
            paths.add("/" + node.path());
            if (node.isFolder()) {
                paths.addAll(walk("/" + node.path()));
            }
        }
        return paths;
    }

    @Test
    void what_changes_where_a_link_leads_changes_the_folders_above_the_link() throws IOException {
        bench.folder("/far");
        bench.folder("/far/away");
        Files.createSymbolicLink(root.resolve("far/away/folder"), Path.of("../../f"));
        Files.createSymbolicLink(root.resolve("far/away/file"), Path.of("../../f/a"));
        assertThat(bench.names("/far/away")).containsExactly("file", "folder");
        String[] before = etags();
        bench.put("/f/a", "changed");
        assertDiffer(before, etags());
        before = etags();
        bench.folder("/f/new");
        assertDiffer(before, etags());
        before = etags();
        Files.writeString(root.resolve("f/new/from-outside"), "x");
        bench.list("/f/new");
        assertDiffer(before, etags());
    }

    private String[] etags() throws IOException {
        return new String[] {
            bench.stat("/far").etag(),
            bench.stat("/far/away").etag(),
            bench.stat("/far/away/folder").etag()
        };
    }

    private static void assertDiffer(String[] before, String[] after) {
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isNotEqualTo(before[i]);
        }
    }

    @Test
    void nothing_leads_from_one_space_into_another() throws IOException {
        RelPath anna = home("anna");
        RelPath ben = home("ben");
        bench.put("/" + ben + "/private", "ben's");
        Path home = root.resolve(anna.toString());
        Files.createSymbolicLink(home.resolve("ben"), Path.of("../" + ben.name()));
        Files.createSymbolicLink(home.resolve("private"), Path.of("../" + ben.name() + "/private"));
        Files.createSymbolicLink(root.resolve("people"), Path.of("users"));
        assertThat(bench.names("/" + anna)).isEmpty();
        assertThatThrownBy(() -> bench.read("/" + anna + "/private")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.read("/" + anna + "/ben/private")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> bench.read("/people/" + ben.name() + "/private"))
                .isInstanceOf(NotFound.class);
        assertThat(bench.names("/people")).isEmpty();
    }

    private RelPath home(String name) throws IOException {
        return bench.driver()
                .spaces()
                .orElseThrow()
                .home(StorageBench.caller(name))
                .path();
    }

    @Test
    void a_link_can_be_moved_replaced_and_deleted_and_its_target_stays() throws IOException {
        Node before = bench.stat("/in");
        assertThatThrownBy(() -> bench.move("/in", "/f/in")).isInstanceOf(Conflict.class);
        bench.folder("/g");
        assertThatThrownBy(() -> bench.move("/in", "/g/in"))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("symbolic link");
        assertThat(bench.move("/in", "/other").id()).isEqualTo(before.id());
        bench.put("/new", "x");
        bench.moveOver("/new", "/other");
        assertThat(bench.read("/other")).isEqualTo("x");
        assertThat(bench.read("/f/a")).isEqualTo("inside");
        Files.createSymbolicLink(root.resolve("in"), Path.of("f"));
        bench.delete("/in");
        bench.delete("/out");
        assertThat(bench.names("/")).containsExactly("f", "g", "other");
        assertThat(bench.read("/f/a")).isEqualTo("inside");
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
