/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.testkit.LendingContext;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.TestContext;

/** Two engines on one PostgreSQL and one store behave as one. */
@Tag("process")
class TwoEnginesTest {

    private static final long SEED = 20261124;

    private static @Nullable PostgresServer server;
    private static String url = "";

    private final List<AutoCloseable> open = new ArrayList<>();
    private Site site;
    private BlobTree one;
    private BlobTree two;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = PostgresServer.start();
        url = server.newDatabase();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void openEngines(@TempDir Path folder) throws IOException, SQLException {
        site = new Site(folder, TreeSettings.simple());
        TestContext.Site shared = new TestContext.Site(folder.resolve("shared"));
        String schema = "s" + UUID.randomUUID().toString().replace("-", "");
        one = engine(shared, schema);
        two = engine(shared, schema);
    }

    private BlobTree engine(TestContext.Site shared, String schema) throws IOException, SQLException {
        TestContext context = shared.context("tree");
        LentPostgres pool = new LentPostgres(url, schema);
        open.add(context);
        open.add(pool);
        return site.engine(site.blobs(), LendingContext.with(context, pool));
    }

    @AfterEach
    void closeEngines() throws Exception {
        site.close();
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private BlobTree engine(int number) {
        return number % 2 == 0 ? one : two;
    }

    private interface Work {
        void run(int worker) throws Exception;
    }

    private static void together(int workers, Work work) throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                int worker = i;
                Callable<Boolean> task = () -> {
                    start.await();
                    work.run(worker);
                    return true;
                };
                running.add(executor.submit(task));
            }
            start.countDown();
            for (Future<?> each : running) {
                each.get();
            }
        }
    }

    private static PutSpec when(Precondition precondition) {
        return new PutSpec(
                OptionalLong.empty(),
                Optional.empty(),
                precondition,
                Guard.none(),
                OnConflict.REPLACE,
                List::of,
                Optional.empty());
    }

    @Test
    void a_counter_that_is_written_under_its_etag_loses_no_count() throws Exception {
        Site.put(one, "/counter", "0");
        together(4, worker -> {
            BlobTree tree = engine(worker);
            for (int done = 0; done < 10; ) {
                Node seen = tree.stat(Site.ANNA, Site.at("/counter"));
                int value = Integer.parseInt(Site.read(tree, "/counter"));
                try {
                    byte[] next = Integer.toString(value + 1).getBytes(StandardCharsets.UTF_8);
                    tree.put(
                            Site.ANNA,
                            Site.at("/counter"),
                            when(Precondition.etag(seen.etag())),
                            new ByteArrayInputStream(next));
                    done++;
                } catch (WeftException.PreconditionFailed faster) {
                    Thread.onSpinWait();
                }
            }
        });
        assertThat(Site.read(two, "/counter")).isEqualTo("40");
        assertThat(Site.check(one)).isEmpty();
    }

    @Test
    void whatever_both_do_at_a_time_the_tree_stays_whole() throws Exception {
        for (String folder : List.of("/a", "/a/b", "/c", "/c/d")) {
            Site.folder(one, folder);
        }
        together(6, worker -> {
            Random random = new Random(SEED + worker);
            for (int i = 0; i < 40; i++) {
                act(engine(worker), random);
            }
        });
        assertThat(Site.picture(one)).as("seed %s", SEED).isEqualTo(Site.picture(two));
        assertThat(Site.check(two)).as("seed %s", SEED).isEmpty();
        Site.Picture before = Site.picture(one);
        Site.rebuild(two);
        assertThat(Site.picture(one)).as("after the rebuild, seed %s", SEED).isEqualTo(before);
    }

    private static final List<String> PLACES =
            List.of("/a", "/a/b", "/a/b/x", "/a/y", "/c", "/c/d", "/c/d/z", "/c/b", "/e", "/c/d/b/w");

    private static void act(BlobTree tree, Random random) throws IOException {
        String from = PLACES.get(random.nextInt(PLACES.size()));
        String to = PLACES.get(random.nextInt(PLACES.size()));
        MoveSpec over = new MoveSpec(random.nextBoolean(), Precondition.none(), Precondition.none(), Guard.none());
        try {
            switch (random.nextInt(6)) {
                case 0 -> Site.put(tree, to, "text " + random.nextInt(1000));
                case 1 -> Site.folder(tree, to);
                case 2 ->
                    tree.delete(
                            Site.ANNA,
                            Site.at(from),
                            new DeleteSpec(Precondition.none(), Guard.none(), random.nextBoolean()));
                case 3, 4 -> tree.move(Site.ANNA, Site.at(from), Site.at(to), over);
                default ->
                    tree.copy().orElseThrow().copy(Site.ANNA, Site.at(from), Site.at(to), true, over, pair -> true);
            }
        } catch (WeftException.NotFound
                | WeftException.AlreadyExists
                | WeftException.Conflict
                | WeftException.Forbidden refused) {
            assertThat(refused.text()).isNotEmpty();
        }
    }

    @Test
    void an_upload_that_begins_at_one_ends_at_the_other() throws Exception {
        String id = one.uploads()
                .orElseThrow()
                .begin(Site.ANNA, Site.at("/a"), OptionalLong.of(6))
                .id();
        one.uploads().orElseThrow().append(Site.ANNA, id, 0, new ByteArrayInputStream(new byte[] {'a', 'b', 'c'}));
        two.uploads().orElseThrow().append(Site.ANNA, id, 3, new ByteArrayInputStream(new byte[] {'d', 'e', 'f'}));
        two.uploads().orElseThrow().commit(Site.ANNA, id, Site.at("/a"), PutSpec.simple());
        assertThat(Site.read(one, "/a")).isEqualTo("abcdef");
    }

    @Test
    void connections_that_break_in_mid_transaction_leave_nothing_half_done() throws Exception {
        writingWhile(postgres -> postgres.forgetClients(url));
    }

    @Test
    void a_database_that_restarts_in_mid_transaction_leaves_nothing_half_done() throws Exception {
        writingWhile(PostgresServer::restart);
    }

    private interface Breaking {
        void run(PostgresServer postgres) throws Exception;
    }

    private void writingWhile(Breaking breaking) throws Exception {
        PostgresServer postgres = server;
        if (postgres == null) {
            throw new IllegalStateException("the server was not started");
        }
        CountDownLatch over = new CountDownLatch(4);
        Queue<String> told = new ConcurrentLinkedQueue<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> breaker = executor.submit(() -> {
                while (!over.await(300, TimeUnit.MILLISECONDS)) {
                    breaking.run(postgres);
                }
                return true;
            });
            together(4, worker -> {
                BlobTree tree = engine(worker);
                try {
                    for (int i = 0; i < 25; i++) {
                        String path = "/" + worker + "-" + i;
                        try {
                            Site.put(tree, path, "x");
                            told.add(path);
                        } catch (WeftException.Unavailable broken) {
                            assertThat(broken.retryAfter()).isPresent();
                        }
                    }
                } finally {
                    over.countDown();
                }
            });
            breaker.get();
        }
        for (String path : told) {
            assertThat(Site.read(two, path)).isEqualTo("x");
        }
        assertThat(one.stat(Site.ANNA, Site.at("/")).size())
                .isEqualTo(Site.picture(two).lines().size() - 1);
        assertThat(Site.check(one)).isEmpty();
        Site.put(one, "/after", "y");
        assertThat(Site.read(two, "/after")).isEqualTo("y");
    }
}
