/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.Database;
import org.weft.testkit.LentPostgres;
import org.weft.testkit.PostgresServer;
import org.weft.testkit.TestContext;

/** The ledger says the same in both databases that Weft runs on. */
@Tag("process")
class DriverTablesTest {

    @Nested
    class InSqlite extends Cases {
        @TempDir
        private Path tmp;

        @Override
        Database database() {
            return TestContext.in(tmp).database(Database.Durability.DURABLE);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class InPostgresql extends Cases {
        private @Nullable PostgresServer server;
        private @Nullable LentPostgres lent;

        @BeforeAll
        void startServer() throws IOException, InterruptedException {
            server = PostgresServer.start();
        }

        @AfterAll
        void stopServer() throws IOException {
            PostgresServer running = server;
            if (running != null) {
                running.close();
            }
        }

        @Override
        Database database() throws Exception {
            PostgresServer running = server;
            if (running == null) {
                throw new IllegalStateException("not started");
            }
            LentPostgres made = new LentPostgres(running.newDatabase(), "hdfs");
            lent = made;
            return made;
        }

        @AfterEach
        void giveBack() {
            LentPostgres made = lent;
            if (made != null) {
                made.close();
            }
        }
    }

    abstract static class Cases {

        private static final long ROOT = 1;
        private static final long FOLDER = 2;

        private @Nullable DriverTables opened;

        private DriverTables ledger() {
            DriverTables ready = opened;
            if (ready == null) {
                throw new IllegalStateException("not open");
            }
            return ready;
        }

        abstract Database database() throws Exception;

        @BeforeEach
        void open() throws Exception {
            opened = new DriverTables(database());
            ledger().start("tag", true);
            for (long inode : new long[] {ROOT, FOLDER}) {
                ledger().follow(new FolderTally(inode, 0, 0, 0, 10, 10, true));
            }
        }

        private FolderTally tally(long inode) {
            return ledger().tallies(List.of(inode)).getOrDefault(inode, new FolderTally(0, 0, 0, 0, 0, 0, false));
        }

        private long begin(String token) {
            return ledger().open(new DriverTables.Intent(token, List.of(FOLDER, ROOT), 0, 0), 100);
        }

        private long end(String token, long bytes, long before, long after, boolean movesFolder) {
            return ledger().close(
                            new DriverTables.Edit(
                                    token,
                                    Map.of(ROOT, bytes, FOLDER, bytes),
                                    List.of(new DriverTables.Touch(FOLDER, before, after)),
                                    0,
                                    movesFolder),
                            20);
        }

        @Test
        void a_settled_change_shows_in_all_its_folders() {
            FolderTally before = tally(ROOT);
            begin("a");
            assertThat(ledger().isChanging(FOLDER)).isTrue();
            assertThat(ledger().isChanging(3)).isFalse();
            end("a", 5, 10, 11, false);
            assertThat(ledger().isChanging(FOLDER)).isFalse();
            assertThat(tally(ROOT).bytes()).isEqualTo(5);
            assertThat(tally(ROOT).treeMtime()).isEqualTo(20);
            assertThat(tally(ROOT).revision()).isNotEqualTo(before.revision());
            assertThat(tally(FOLDER).diskMtime()).isEqualTo(11);
            assertThat(tally(FOLDER).counted()).isTrue();
        }

        @Test
        void a_folder_that_another_program_had_changed_before_is_to_be_counted() {
            begin("a");
            end("a", 5, 9, 11, false);
            assertThat(tally(FOLDER).counted()).isFalse();
            assertThat(tally(ROOT).counted()).isTrue();
        }

        @Test
        void a_count_is_taken_over_only_when_nothing_came_in_between() {
            FolderTally known = tally(FOLDER);
            begin("a");
            assertThat(ledger().counted(known, 7, 10, true)).isFalse();
            end("a", 5, 10, 11, false);
            assertThat(ledger().counted(known, 7, 10, true)).isFalse();
            assertThat(tally(FOLDER).bytes()).isEqualTo(5);
            assertThat(ledger().counted(tally(FOLDER), 7, 11, false)).isTrue();
            assertThat(tally(FOLDER).bytes()).isEqualTo(7);
        }

        @Test
        void a_change_that_nobody_settled_makes_its_folders_counted_anew_and_is_not_added_later() {
            FolderTally before = tally(ROOT);
            begin("lost");
            assertThat(ledger().settleLost(100, 30)).isZero();
            assertThat(ledger().openIntents(101)).isEqualTo(1);
            assertThat(ledger().settleLost(101, 30)).isEqualTo(1);
            assertThat(tally(ROOT).revision()).isNotEqualTo(before.revision());
            assertThat(tally(ROOT).counted()).isFalse();
            assertThat(ledger().counted(tally(ROOT), 5, 10, false)).isTrue();
            end("lost", 5, 10, 11, false);
            assertThat(tally(ROOT).bytes()).isEqualTo(5);
            assertThat(tally(ROOT).counted()).isFalse();
        }

        @Test
        void moves_of_folders_are_counted() {
            long before = begin("a");
            assertThat(end("a", 0, 10, 11, true)).isEqualTo(before + 1);
            assertThat(begin("b")).isEqualTo(before + 1);
            ledger().drop("b");
            assertThat(ledger().isChanging(ROOT)).isFalse();
        }

        @Test
        void an_adopted_id_leads_to_its_bearers() {
            ledger().open(new DriverTables.Intent("a", List.of(ROOT), 50, 40), 100);
            ledger().adopt(List.of(new DriverTables.Adoption(51, 40)));
            assertThat(ledger().bearers(40)).containsExactlyInAnyOrder(50L, 51L);
            ledger().disown(List.of(50L));
            assertThat(ledger().bearers(40)).containsExactly(51L);
            assertThat(ledger().adoptions(-1, 10)).containsExactly(new DriverTables.Adoption(51, 40));
        }

        @Test
        void a_ledger_of_another_root_is_emptied() throws SQLException {
            assertThat(ledger().isComplete()).isTrue();
            ledger().start("tag", false);
            assertThat(ledger().tallies(List.of(ROOT))).isNotEmpty();
            ledger().start("other", false);
            assertThat(ledger().tallies(List.of(ROOT))).isEmpty();
            assertThat(ledger().isComplete()).isFalse();
            ledger().completed();
            assertThat(ledger().isComplete()).isTrue();
        }

        @Test
        void changes_at_the_same_time_all_count_and_none_waits_for_ever() throws Exception {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    String token = "change " + i;
                    all.add(executor.submit(() -> {
                        begin(token);
                        return end(token, 1, 10, 10, false);
                    }));
                }
                for (Future<?> each : all) {
                    each.get();
                }
            }
            assertThat(tally(ROOT).bytes()).isEqualTo(100);
            assertThat(tally(FOLDER).changes()).isEqualTo(100);
        }
    }
}
