/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.db.NoticeTable.Row;
import org.weft.kernel.sharing.peer.NoticeQueue;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.testing.SteppingClock;
import org.weft.kernel.testing.WithProcess;
import org.weft.spi.WeftException.Unavailable;
import org.weft.testkit.PostgresServer;

/** Two servers of one site tell other sites what is in one database. */
@WithProcess
class PostgresNoticesTest {

    private static final String KIND = "TEST";
    private static final int HOSTS = 4;
    private static final int NOTICES = 120;

    private static PostgresServer server;

    private final SteppingClock clock = new SteppingClock();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Map<String, Boolean> down = new ConcurrentHashMap<>();

    @TempDir
    private Path data;

    private Node one;
    private Node other;

    @BeforeAll
    static void startServer() throws Exception {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    /** One server. */
    private final class Node implements AutoCloseable {
        private final StateDatabase database;
        private final NoticeTable table;
        private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        private final Phaser work = new Phaser(1);
        private final NoticeQueue queue;

        Node(String url) {
            database = StateDatabase.open(data, Optional.of(url));
            table = new NoticeTable(database);
            queue = new NoticeQueue(table, this::work, outcome -> {}, clock);
            queue.on(KIND, this::tell);
        }

        private void work(Runnable task) {
            work.register();
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    work.arriveAndDeregister();
                }
            });
        }

        private void tell(Row row) {
            if (down.containsKey(row.host())) {
                throw new Unavailable("down");
            }
            told.add(row.share());
        }

        /** Returns when all that was begun is done. */
        void settle() {
            work.arriveAndAwaitAdvance();
        }

        @Override
        public void close() {
            threads.close();
            database.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        String url = server.newDatabase();
        one = new Node(url);
        other = new Node(url);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    /** Keeps notices that no server could tell so far. */
    private void waiting() {
        Instant now = clock.instant();
        for (int number = 0; number < NOTICES; number++) {
            one.table.add(
                    new Row(
                            "notice-" + number,
                            "site" + number % HOSTS + ".example",
                            KIND,
                            Integer.toString(number),
                            true,
                            "marie",
                            Optional.empty(),
                            "",
                            now.plusMillis(number).toEpochMilli(),
                            now.toEpochMilli(),
                            1),
                    "a-server-that-is-gone");
        }
    }

    private void bothRetry() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Node node : List.of(one, other)) {
                threads.execute(node.queue::retry);
            }
        }
        one.settle();
        other.settle();
    }

    @Test
    void of_two_servers_one_tells_each_notice_and_in_the_order_of_each_site() throws Exception {
        waiting();
        bothRetry();
        bothRetry();

        assertThat(told).hasSize(NOTICES).doesNotHaveDuplicates();
        Map<Integer, List<Integer>> bySite =
                told.stream().map(Integer::valueOf).collect(Collectors.groupingBy(number -> number % HOSTS));
        assertThat(bySite.values())
                .hasSize(HOSTS)
                .allSatisfy(numbers -> assertThat(numbers).isSorted());
        assertThat(one.queue.waiting()).isZero();
    }

    @Test
    void a_site_that_is_down_is_tried_by_one_server_and_later_told_once() throws Exception {
        down.put("site0.example", true);
        waiting();
        bothRetry();
        assertThat(told).hasSize(NOTICES - NOTICES / HOSTS).doesNotHaveDuplicates();

        down.clear();
        bothRetry();
        assertThat(one.queue.waiting()).as("not due yet").isEqualTo(NOTICES / HOSTS);
        clock.forward(Duration.ofMinutes(10));
        bothRetry();
        assertThat(told).hasSize(NOTICES).doesNotHaveDuplicates();
        assertThat(one.queue.waiting()).isZero();
    }

    @Test
    void what_a_server_that_is_gone_had_claimed_is_told_by_another_and_by_the_first_no_more() throws Exception {
        waiting();
        long now = clock.instant().toEpochMilli();
        List<Row> mine = one.table.claim("site1.example", "mine", now, now + NoticeQueue.CLAIMED.toMillis(), NOTICES);
        assertThat(mine).hasSize(NOTICES / HOSTS);

        other.queue.retry();
        other.settle();
        assertThat(told).hasSize(NOTICES - NOTICES / HOSTS);
        clock.forward(NoticeQueue.CLAIMED);
        long later = clock.instant().toEpochMilli();
        List<Row> theirs =
                other.table.claim("site1.example", "theirs", later, later + NoticeQueue.CLAIMED.toMillis(), NOTICES);
        assertThat(theirs).hasSize(NOTICES / HOSTS);
        String key = theirs.getFirst().key();
        assertThat(one.table.hold(key, "mine", later + 1)).isFalse();
        one.table.postpone(key, "mine", later - 1, 9);
        assertThat(one.table.claim("site1.example", "again", later, later + 1, NOTICES))
                .as("the late word of the first puts nothing back")
                .isEmpty();
        assertThat(other.table.hold(key, "theirs", later + 1)).isTrue();
    }

    @Test
    void a_new_notice_is_told_by_the_server_where_it_happened() throws Exception {
        one.queue.add(
                "new", PeerHost.parse("site1.example"), KIND, new NoticeQueue.Subject("7", true, "marie"), "", "");
        other.queue.retry();
        other.settle();
        one.settle();

        assertThat(told).containsExactly("7");
        assertThat(other.queue.waiting()).isZero();
    }
}
