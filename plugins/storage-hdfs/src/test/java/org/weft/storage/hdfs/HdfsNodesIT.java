/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.PostgresServer;

/** Two packed servers on one PostgreSQL and one HDFS are one site, also when one of them dies. */
class HdfsNodesIT {

    private static final int WRITERS = 8;
    private static final int ROUNDS = 10;
    private static final int FILES = 5;
    private static final int ACKNOWLEDGED = 60;

    private static PostgresServer postgres;

    @TempDir
    private Path tmp;

    private @Nullable PackedServer one;
    private @Nullable PackedServer two;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    @BeforeEach
    void startNodes() throws Exception {
        Path config = Files.writeString(tmp.resolve("weft.toml"), """
                [server]
                spool = "%s"
                [database]
                url = "%s"
                [[storage]]
                name = "home"
                driver = "hdfs"
                mount = "/home"
                options = { namenode = "%s", root = "%s", durable = false }
                """.formatted(
                tmp.resolve("spool"), postgres.newDatabase(), MiniHdfs.shared().uri(), MiniHdfs.rootOf(tmp)));
        one = PackedServer.start(tmp.resolve("one"), config);
        two = PackedServer.start(tmp.resolve("two"), config);
    }

    @AfterEach
    void stopNodes() throws Exception {
        if (one != null) {
            one.close();
        }
        if (two != null) {
            two.close();
        }
    }

    private PackedServer one() {
        return node(one);
    }

    private PackedServer two() {
        return node(two);
    }

    private static PackedServer node(@Nullable PackedServer node) {
        if (node == null) {
            throw new IllegalStateException("the server is not started");
        }
        return node;
    }

    /** Etag and id of a resource, as a server tells them. */
    private record Known(String etag, String id) {
        static Known of(HttpResponse<String> answer) {
            return new Known(
                    answer.headers().firstValue("ETag").orElseThrow(),
                    answer.headers().firstValue("OC-FileId").orElse(""));
        }
    }

    private static Known known(PackedServer node, String name) throws IOException, InterruptedException {
        return Known.of(node.send("HEAD", name, ""));
    }

    @Test
    void what_is_written_through_one_is_read_through_the_other_with_the_same_etag_and_id() throws Exception {
        Known written = Known.of(one().send("PUT", "file", "first"));
        assertThat(two().send("GET", "file", "").body()).isEqualTo("first");
        assertThat(written.id()).isNotEmpty();
        assertThat(known(one(), "file")).isEqualTo(written);
        assertThat(known(two(), "file")).isEqualTo(written);

        assertThat(two().send("PUT", "file", "second", "If-Match", written.etag())
                        .statusCode())
                .isEqualTo(204);
        assertThat(one().send("PUT", "file", "third", "If-Match", written.etag())
                        .statusCode())
                .isEqualTo(412);
        assertThat(one().send("GET", "file", "").body()).isEqualTo("second");
        Known overwritten = known(one(), "file");
        assertThat(overwritten).isEqualTo(known(two(), "file"));
        assertThat(overwritten.id()).isEqualTo(written.id());
        assertThat(overwritten.etag()).isNotEqualTo(written.etag());

        assertThat(one().status("MKCOL", "folder")).isEqualTo(201);
        assertThat(two().status("MOVE", "file", "Destination", two().url("folder/file")))
                .isEqualTo(201);
        assertThat(one().status("HEAD", "file")).isEqualTo(404);
        assertThat(known(one(), "folder/file").id()).isEqualTo(written.id());
        assertThat(one().status("DELETE", "folder")).isEqualTo(204);
        assertThat(two().status("HEAD", "folder/file")).isEqualTo(404);
    }

    @Test
    void of_overwrites_of_one_etag_from_both_sides_exactly_one_wins() throws Exception {
        String etag = Known.of(one().send("PUT", "file", "start")).etag();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < ROUNDS; round++) {
                String seen = etag;
                List<Callable<HttpResponse<String>>> attempts = new ArrayList<>();
                for (int i = 0; i < WRITERS; i++) {
                    PackedServer node = i % 2 == 0 ? one() : two();
                    String text = "round " + round + " writer " + i;
                    attempts.add(() -> node.send("PUT", "file", text, "If-Match", seen));
                }
                List<Integer> answers = new ArrayList<>();
                for (Future<HttpResponse<String>> each : executor.invokeAll(attempts)) {
                    answers.add(each.get().statusCode());
                }
                assertThat(answers).as("round %d", round).containsOnlyOnce(204);
                assertThat(Collections.frequency(answers, 412))
                        .as("%s", answers)
                        .isEqualTo(WRITERS - 1);
                String text = one().send("GET", "file", "").body();
                assertThat(text).isEqualTo("round " + round + " writer " + answers.indexOf(204));
                assertThat(two().send("GET", "file", "").body()).isEqualTo(text);
                etag = known(two(), "file").etag();
                assertThat(known(one(), "file").etag()).isEqualTo(etag);
            }
        }
    }

    private static String content(int number) {
        return ("content " + number + "\n").repeat(2_000 + number);
    }

    @Test
    void one_that_is_killed_loses_nothing_that_it_acknowledged() throws Exception {
        assertThat(one().status("MKCOL", "folder")).isEqualTo(201);
        Map<Integer, Known> acknowledged = new ConcurrentHashMap<>();
        PackedServer doomed = one();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> writer = executor.submit(() -> {
                for (int i = 0; ; i++) {
                    try {
                        HttpResponse<String> answer = doomed.send("PUT", "folder/" + i % FILES, content(i));
                        assertThat(answer.statusCode()).isIn(201, 204);
                        acknowledged.put(i, Known.of(answer));
                    } catch (IOException killed) {
                        return i;
                    }
                }
            });
            assertThat(Benches.eventually(true, () -> acknowledged.size() >= ACKNOWLEDGED || writer.isDone()))
                    .isTrue();
            doomed.kill();
            int interrupted = writer.get();
            assertThat(acknowledged).as(doomed.log()).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED);
            one = null;

            Map<Integer, Integer> last = new TreeMap<>();
            acknowledged.keySet().forEach(number -> last.merge(number % FILES, number, Math::max));
            for (Map.Entry<Integer, Integer> each : last.entrySet()) {
                int number = each.getValue();
                HttpResponse<String> read = two().send("GET", "folder/" + each.getKey(), "");
                boolean underWay =
                        interrupted % FILES == each.getKey() && read.body().equals(content(interrupted));
                if (!underWay) {
                    assertThat(read.body()).as("write %d", number).isEqualTo(content(number));
                    assertThat(known(two(), "folder/" + each.getKey())).isEqualTo(acknowledged.get(number));
                }
            }
            HttpResponse<String> next = two().send("PUT", "folder/0", "after");
            assertThat(next.statusCode())
                    .as("the locks of the dead server are free")
                    .isEqualTo(204);
            assertThat(Known.of(next).id()).isEqualTo(known(two(), "folder/0").id());
        }
    }
}
