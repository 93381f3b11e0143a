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
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;
import org.weft.spi.storage.Upkeep;
import org.weft.spi.storage.Upkeep.Finding;
import org.weft.spi.storage.Uploads;
import org.weft.spi.storage.Versions;
import org.weft.testkit.Since;

/** What the ability {@code Upkeep} promises of a storage that nobody has damaged; drivers test damages of their own. */
@Since("0.1")
@Promises(Upkeep.class)
abstract class UpkeepContract extends Cases {

    @BeforeEach
    void requireUpkeep() {
        upkeep();
    }

    private Upkeep upkeep() {
        return offered("Upkeep", StorageDriver::upkeep);
    }

    private List<Finding> check() throws IOException {
        List<Finding> findings = new ArrayList<>();
        upkeep().check(findings::add);
        return findings;
    }

    /** Everything that a storage goes through on a busy day, a lost precondition and a broken body included. */
    private void workout() throws IOException {
        bench().folder("/f");
        bench().folder("/f/g");
        bench().folder("/f/empty");
        for (int i = 0; i < 10; i++) {
            bench().put("/f/" + i, "text " + i);
            bench().put("/f/g/" + i, "deep " + i);
        }
        bench().put("/f/0", "over");
        bench().move("/f/1", "/moved");
        bench().moveOver("/f/2", "/f/3");
        bench().move("/f/g", "/g");
        bench().delete("/f/4");
        bench().folder("/gone");
        bench().put("/gone/a", "x");
        bench().delete("/gone");
        if (bench().driver().copy().isPresent()) {
            bench().copy("/g", "/f/copy");
        }
        try {
            bench().driver()
                    .put(
                            bench().anna(),
                            StorageBench.at("/broken"),
                            PutSpec.simple(),
                            Bodies.breaking(100_000, new IOException("connection reset")));
        } catch (IOException expected) {
            assertThat(bench().exists("/broken")).isFalse();
        }
    }

    private long count(String path) throws IOException {
        long nodes = 1;
        for (Node child : bench().list(path)) {
            nodes += child.isFolder() ? count("/" + child.path()) : 1;
        }
        return nodes;
    }

    @Test
    void an_empty_storage_is_clean() throws IOException {
        assertThat(check()).isEmpty();
    }

    @Test
    void a_busy_day_leaves_it_clean_and_checking_changes_nothing() throws IOException {
        workout();
        String before = bench().picture("/");
        assertThat(check()).isEmpty();
        assertThat(check()).isEmpty();
        assertThat(bench().picture("/")).isEqualTo(before);
        bench().restart();
        assertThat(check()).isEmpty();
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void changes_that_never_come_about_leave_it_clean() throws IOException {
        workout();
        String before = bench().picture("/");
        unavailable(guard -> bench().put("/f/new", Specs.guarded(guard), "x"));
        unavailable(guard -> bench().put("/g/5", Specs.guarded(guard), "x"));
        unavailable(guard -> bench().driver().makeFolder(bench().anna(), StorageBench.at("/h"), Specs.make(guard)));
        unavailable(guard -> bench().driver()
                .move(bench().anna(), StorageBench.at("/g"), StorageBench.at("/h"), Specs.move(false, guard)));
        if (bench().driver().copy().isPresent()) {
            unavailable(guard -> bench().copy("/g", "/h", Specs.move(false, guard)));
        }
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(check()).isEmpty();
    }

    @FunctionalInterface
    private interface Guarded {
        void change(Guard guard) throws IOException;
    }

    /** Makes a change of which each attempt is in vain, until its client has gone. */
    private static void unavailable(Guarded change) {
        assertThatThrownBy(() -> change.change(TurningAway.endingAt(3))).isInstanceOf(Unavailable.class);
    }

    @Test
    void an_upload_under_way_is_no_finding_and_is_not_tidied_away() throws IOException {
        Uploads uploads = offered("Uploads", StorageDriver::uploads);
        String id = uploads.begin(bench().anna(), StorageBench.at("/a"), OptionalLong.empty())
                .id();
        uploads.append(bench().anna(), id, 0, StorageBench.body("half"));
        assertThat(check()).isEmpty();
        upkeep().tidy(finding -> true);
        upkeep().rebuild(finding -> true);
        assertThat(uploads.state(bench().anna(), id).offset()).isEqualTo(4);
        uploads.commit(bench().anna(), id, StorageBench.at("/a"), PutSpec.simple());
        assertThat(bench().read("/a")).isEqualTo("half");
    }

    @Test
    void a_rebuild_keeps_ids_and_contents_and_counts_the_nodes() throws IOException {
        workout();
        String before = bench().picture("/");
        long nodes = upkeep().rebuild(finding -> true);
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(nodes).isGreaterThanOrEqualTo(count("/"));
        assertThat(bench().read("/g/5")).isEqualTo("deep 5");
        assertThat(check()).isEmpty();
        bench().restart();
        assertThat(bench().picture("/")).isEqualTo(before);
    }

    @Test
    void a_rebuild_keeps_versions_and_trash() throws IOException {
        Versions versions = offered("Versions", StorageDriver::versions);
        Trash trash = offered("Trash", StorageDriver::trash);
        bench().put("/a", "one");
        bench().put("/a", "two");
        bench().put("/b", "x");
        bench().delete("/b");
        List<Versions.Version> before = new ArrayList<>();
        versions.list(bench().anna(), StorageBench.at("/a"), before::add);
        List<Trash.Item> items = new ArrayList<>();
        trash.list(bench().anna(), bench().stat("/").space(), Optional.empty(), RelPath.root(), items::add);

        upkeep().rebuild(finding -> true);
        List<Versions.Version> after = new ArrayList<>();
        offered("Versions", StorageDriver::versions).list(bench().anna(), StorageBench.at("/a"), after::add);
        assertThat(after).hasSize(1).isEqualTo(before);
        List<Trash.Item> left = new ArrayList<>();
        offered("Trash", StorageDriver::trash)
                .list(bench().anna(), bench().stat("/").space(), Optional.empty(), RelPath.root(), left::add);
        assertThat(left).hasSize(1).isEqualTo(items);
        assertThat(check()).isEmpty();
    }

    @Test
    void tidying_takes_nothing_away_that_somebody_needs() throws IOException {
        workout();
        String before = bench().picture("/");
        upkeep().tidy(finding -> true);
        assertThat(bench().picture("/")).isEqualTo(before);
        assertThat(check()).isEmpty();
    }

    /** Enough to be under way during some checks; without an end, a trash would grow faster than it is looked at. */
    private static final int WRITES = 2_000;

    @Test
    void what_is_under_way_is_no_finding() throws Exception {
        bench().folder("/f");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch checked = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> writer = executor.submit(() -> {
                int writes = 0;
                try {
                    do {
                        bench().put("/f/a", "text " + writes);
                        bench().folder("/f/" + writes);
                        bench().move("/f/a", "/f/" + writes + "/b");
                        bench().delete("/f/" + writes);
                        running.countDown();
                        writes++;
                    } while (checked.getCount() > 0 && writes < WRITES);
                } finally {
                    running.countDown(); // who waits for a write that failed learns why below
                }
                return writes;
            });
            running.await();
            List<Finding> findings = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                findings.addAll(check());
            }
            checked.countDown();
            assertThat(writer.get()).isPositive();
            assertThat(findings).isEmpty();
        }
        assertThat(check()).isEmpty();
    }
}
