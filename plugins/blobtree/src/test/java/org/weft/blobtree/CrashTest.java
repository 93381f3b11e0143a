/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Upkeep.Finding;

/** An engine that dies between the records in the store and the commit in the database leaves nothing that counts. */
class CrashTest {

    private Site site;
    private FaultyBlobs blobs;
    private BlobTree tree;

    @BeforeEach
    void openSite(@TempDir Path folder) throws IOException {
        site = new Site(folder, TreeSettings.simple());
        blobs = site.blobs();
        tree = site.engine(blobs);
        Site.folder(tree, "/f");
        Site.put(tree, "/f/a", "old");
        Site.put(tree, "/b", "b");
    }

    @AfterEach
    void closeSite() throws Exception {
        site.close();
    }

    /** Lets the engine lose its store for good right after it has written so many records. */
    private void dieAfter(int records) {
        AtomicInteger left = new AtomicInteger(records);
        AtomicBoolean dead = new AtomicBoolean();
        blobs.set(new FaultyBlobs.Fault() {
            @Override
            public void before(String what, String key) throws IOException {
                if (dead.get()) {
                    throw new IOException("dead");
                }
            }

            @Override
            public void after(String what, String key) throws IOException {
                if (what.equals("put") && left.decrementAndGet() == 0) {
                    dead.set(true);
                    throw new IOException("dead");
                }
            }
        });
    }

    private interface Act {
        void run() throws IOException;
    }

    private void crashing(int records, Act act) {
        dieAfter(records);
        assertThatThrownBy(act::run).isInstanceOf(IOException.class);
    }

    private Map<String, byte[]> objects(String prefix) throws IOException {
        FaultyBlobs bucket = site.blobs();
        Map<String, byte[]> objects = new HashMap<>();
        bucket.list(prefix, entry -> {
            try {
                objects.put(entry.key(), bucket.get(entry.key()).orElseThrow());
                return true;
            } catch (IOException failure) {
                throw new IllegalStateException(failure);
            }
        });
        return objects;
    }

    @Test
    void what_was_not_committed_is_seen_by_nobody_and_is_no_finding_while_its_engine_may_live() throws IOException {
        Site.Picture before = Site.picture(tree);
        crashing(1, () -> Site.put(tree, "/f/a", "new"));
        BlobTree other = site.engine();
        assertThat(Site.picture(other)).isEqualTo(before);
        assertThat(Site.check(other)).isEmpty();
    }

    @Test
    void once_the_engine_is_dead_what_it_left_is_found_and_collected_and_never_comes_back() throws IOException {
        Site.Picture before = Site.picture(tree);
        crashing(1, () -> Site.put(tree, "/f/a", "new"));
        BlobTree other = site.engine();
        site.pass(Duration.ofDays(3));
        assertThat(Site.tidy(other)).extracting(Finding::kind).contains("orphan-record", "orphan-content");
        assertThat(Site.tidy(other)).isEmpty();
        assertThat(Site.check(other)).isEmpty();
        site.loseDatabase();
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        assertThat(Site.picture(anew)).isEqualTo(before);
    }

    @Test
    void a_renaming_that_was_not_committed_loses_against_the_next_one() throws IOException {
        crashing(1, () -> Site.move(tree, "/f", "/never"));
        BlobTree other = site.engine();
        Site.move(other, "/f", "/g");
        Site.Picture before = Site.picture(other);
        site.loseDatabase();
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        assertThat(Site.picture(anew)).isEqualTo(before);
    }

    @Test
    void of_a_change_of_two_nodes_one_record_alone_never_counts() throws IOException {
        Site.Picture before = Site.picture(tree);
        MoveSpec over = new MoveSpec(true, Precondition.none(), Precondition.none(), Guard.none());
        crashing(1, () -> tree.move(Site.ANNA, Site.at("/b"), Site.at("/f/a"), over));
        site.loseDatabase();
        BlobTree anew = site.engine();
        assertThat(Site.rebuild(anew)).extracting(Finding::kind).containsExactly("uncommitted-record");
        assertThat(Site.picture(anew)).isEqualTo(before);
    }

    @Test
    void a_copy_that_never_appeared_does_not_appear_by_a_rebuild() throws IOException {
        for (int i = 0; i < 20; i++) {
            Site.put(tree, "/f/" + i, "text " + i);
        }
        Site.Picture before = Site.picture(tree);
        AtomicInteger puts = new AtomicInteger();
        blobs.set(new FaultyBlobs.Fault() {
            @Override
            public void before(String what, String key) throws IOException {
                if (puts.get() > 10) {
                    throw new IOException("dead");
                }
            }

            @Override
            public void after(String what, String key) {
                puts.incrementAndGet();
            }
        });
        assertThatThrownBy(() -> tree.copy()
                        .orElseThrow()
                        .copy(Site.ANNA, Site.at("/f"), Site.at("/c"), true, MoveSpec.simple(), pair -> true))
                .isInstanceOf(IOException.class);
        site.loseDatabase();
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        assertThat(Site.picture(anew)).isEqualTo(before);
    }

    @Test
    void an_old_record_that_is_seen_late_does_not_bring_an_old_name_back() throws IOException {
        Map<String, byte[]> old = objects("nodes/");
        Site.move(tree, "/f", "/g");
        Site.put(tree, "/g/a", "newer");
        Site.Picture before = Site.picture(tree);
        site.loseDatabase();
        for (Map.Entry<String, byte[]> each : old.entrySet()) {
            site.blobs().put(each.getKey(), each.getValue());
        }
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        assertThat(Site.picture(anew)).isEqualTo(before);
    }

    @Test
    void an_old_record_that_is_seen_late_does_not_bring_a_deleted_node_back() throws IOException {
        Map<String, byte[]> old = objects("nodes/");
        tree.delete(Site.ANNA, Site.at("/f"), new DeleteSpec(Precondition.none(), Guard.none(), true));
        Site.tidy(tree);
        Site.Picture before = Site.picture(tree);
        for (Map.Entry<String, byte[]> each : old.entrySet()) {
            if (!objects("nodes/").containsKey(each.getKey())) {
                site.blobs().put(each.getKey(), each.getValue());
            }
        }
        site.loseDatabase();
        BlobTree anew = site.engine();
        Site.rebuild(anew);
        assertThat(anew.trash()).isPresent();
        assertThat(Site.picture(anew).lines().stream().filter(line -> line.contains(" /f ")))
                .isEmpty();
        assertThat(Site.picture(anew).lines())
                .containsAll(before.lines().subList(1, before.lines().size()));
    }

    @Test
    void a_change_that_the_guard_refuses_at_commit_leaves_nothing_in_the_store() throws IOException {
        Map<String, byte[]> before = objects("");
        Guard refusing = new Guard() {
            @Override
            public void check(Affected what) {}

            @Override
            public <T> Attempt<T> attempt(Affected what, Step<T> step) {
                throw new WeftException.Locked("not now");
            }
        };
        assertThatThrownBy(() -> tree.makeFolder(Site.ANNA, Site.at("/n"), new MakeSpec(Optional.empty(), refusing)))
                .isInstanceOf(WeftException.Locked.class);
        assertThatThrownBy(() -> tree.delete(Site.ANNA, Site.at("/f"), new DeleteSpec(Precondition.none(), refusing)))
                .isInstanceOf(WeftException.Locked.class);
        assertThat(objects("").keySet()).isEqualTo(before.keySet());
    }

    @Test
    void a_folder_is_renamed_by_one_object_whatever_it_holds() throws IOException {
        for (int i = 0; i < 50; i++) {
            Site.put(tree, "/f/" + i, "text");
        }
        AtomicInteger writes = new AtomicInteger();
        blobs.set(new FaultyBlobs.Fault() {
            @Override
            public void before(String what, String key) {
                writes.incrementAndGet();
            }
        });
        Node moved = Site.move(tree, "/f", "/g");
        assertThat(moved.size()).isEqualTo(203);
        assertThat(writes.get()).isEqualTo(1);
    }
}
