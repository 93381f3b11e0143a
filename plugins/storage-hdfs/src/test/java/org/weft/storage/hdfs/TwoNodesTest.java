/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.StorageDriver;
import org.weft.testkit.TestContext;
import org.weft.testkit.storage.StorageBench;

/** Two instances of one mount on one HDFS, as on two nodes of a site or during a swap. */
@Tag("process")
class TwoNodesTest {

    private static final int WRITERS = 40;

    @TempDir
    private Path tmp;

    private final List<TestContext> contexts = new ArrayList<>();
    private final List<StorageDriver> nodes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        TestContext.Site site = new TestContext.Site(tmp.resolve("state"));
        for (int i = 0; i < 2; i++) {
            TestContext context = site.context("hdfs");
            contexts.add(context);
            StorageDriver driver = new HdfsFactory().create(MiniHdfs.shared().config(MiniHdfs.rootOf(tmp)), context);
            driver.start();
            nodes.add(driver);
        }
    }

    @AfterEach
    void close() {
        nodes.forEach(StorageDriver::close);
        contexts.forEach(TestContext::close);
    }

    private Node put(int node, String path, PutSpec spec, String text) throws IOException {
        return nodes.get(node % 2)
                .put(
                        StorageBench.caller("anna"),
                        StorageBench.at(path),
                        spec,
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static PutSpec when(Precondition precondition) {
        PutSpec simple = PutSpec.simple();
        return new PutSpec(
                simple.length(),
                simple.mtime(),
                precondition,
                Guard.none(),
                OnConflict.REPLACE,
                simple.digests(),
                simple.mediaType());
    }

    private Node stat(int node, String path) throws IOException {
        return nodes.get(node).stat(StorageBench.caller("anna"), StorageBench.at(path));
    }

    private interface Attempt {
        Node make(int writer) throws IOException;
    }

    private static List<Node> race(Attempt attempt) throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Node>> all = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                all.add(executor.submit(() -> attempt.make(writer)));
            }
            List<Node> done = new ArrayList<>();
            for (Future<Node> each : all) {
                try {
                    done.add(each.get());
                } catch (ExecutionException refused) {
                    assertThat(refused.getCause())
                            .isInstanceOfAny(WeftException.PreconditionFailed.class, WeftException.AlreadyExists.class);
                }
            }
            return done;
        }
    }

    @Test
    void of_writers_on_both_nodes_with_the_same_etag_exactly_one_wins() throws Exception {
        String etag = put(0, "/a", PutSpec.simple(), "start").etag();
        List<Node> winners = race(i -> put(i, "/a", when(Precondition.etag(etag)), "writer " + i));
        assertThat(winners).hasSize(1);
        assertThat(stat(0, "/a")).hasToString(stat(1, "/a").toString());
        assertThat(race(i -> put(i, "/b", when(Precondition.mustNotExist()), "writer " + i)))
                .hasSize(1);
    }

    @Test
    void what_one_changes_the_other_sees_at_once_also_in_the_folders_above() throws Exception {
        for (String folder : List.of("/f", "/f/g")) {
            nodes.get(0).makeFolder(StorageBench.caller("anna"), StorageBench.at(folder), MakeSpec.simple());
        }
        String before = stat(1, "/").etag();
        Node file = put(0, "/f/g/a", PutSpec.simple(), "12345");
        assertThat(stat(1, "/").etag()).isNotEqualTo(before);
        assertThat(stat(1, "/").size()).isEqualTo(5);
        put(1, "/f/g/a", PutSpec.simple(), "123");
        assertThat(nodes.get(0)
                        .stat(StorageBench.caller("anna"), Ref.id(file.space(), file.id()))
                        .size())
                .isEqualTo(3);
        nodes.get(1)
                .move(StorageBench.caller("anna"), StorageBench.at("/f/g"), StorageBench.at("/h"), MoveSpec.simple());
        put(0, "/h/b", PutSpec.simple(), "12");
        assertThat(stat(1, "/f").size()).isZero();
        assertThat(stat(1, "/h").size()).isEqualTo(5);
        assertThat(stat(0, "/").size()).isEqualTo(5);
        assertThat(nodes.get(0)
                        .stat(StorageBench.caller("anna"), Ref.id(file.space(), file.id()))
                        .path())
                .hasToString("h/a");
    }

    @Test
    void sizes_add_up_after_writers_on_both() throws Exception {
        nodes.get(0).makeFolder(StorageBench.caller("anna"), StorageBench.at("/f"), MakeSpec.simple());
        race(i -> put(i, "/f/" + i, PutSpec.simple(), "12345"));
        race(i -> put(i + 1, "/f/" + i, PutSpec.simple(), "1"));
        assertThat(stat(0, "/f").size()).isEqualTo(WRITERS);
        assertThat(stat(1, "/").size()).isEqualTo(WRITERS);
    }

    @Test
    void a_home_is_made_once() throws Exception {
        Space first = nodes.get(0).spaces().orElseThrow().home(StorageBench.caller("anna"));
        Space second = nodes.get(1).spaces().orElseThrow().home(StorageBench.caller("anna"));
        assertThat(second).isEqualTo(first);
        assertThat(stat(1, "/users/anna/").space()).isEqualTo(first.id());
    }
}
