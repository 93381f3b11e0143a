/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.weft.blobtree.Blobs.Entry;
import org.weft.blobtree.Blobs.Parts;
import org.weft.spi.Sink;

/**
 * Finds objects of the store that nothing refers to. What an engine that lives has written is never among them, however old:
 * it may be under way; nor is anything that is young.
 */
final class OrphanScan {

    private static final int BATCH = 500;

    /** Some object stores list an object under another name while its content comes. */
    private static final Duration COMING = Duration.ofMinutes(1);

    private final TreeContext engine;

    OrphanScan(TreeContext engine) {
        this.engine = engine;
    }

    /**
     * Something that nothing refers to.
     *
     * @param kind one word with dashes
     * @param key relative
     * @param text why
     * @param isOurs whether it may be deleted
     */
    record Orphan(String kind, String key, String text, boolean isOurs) {}

    /**
     * Looks through the store.
     *
     * @param seen is handed all that lies there, in batches
     * @param found is told of each orphan
     */
    void find(Consumer<List<Entry>> seen, Sink<Orphan> found) throws IOException {
        for (String prefix : List.of(BlobKeys.NODES, BlobKeys.BLOBS)) {
            List<Entry> batch = new ArrayList<>();
            boolean[] goesOn = {true};
            engine.blobs().list(engine.keys().whole(prefix), entry -> {
                batch.add(entry);
                if (batch.size() == BATCH) {
                    goesOn[0] = judge(batch, seen, found);
                    batch.clear();
                }
                return goesOn[0] && !Thread.currentThread().isInterrupted();
            });
            if (!goesOn[0] || !judge(batch, seen, found)) {
                return;
            }
        }
    }

    private boolean judge(List<Entry> batch, Consumer<List<Entry>> seen, Sink<Orphan> found) {
        seen.accept(List.copyOf(batch));
        for (Orphan orphan : orphans(batch)) {
            if (!found.accept(orphan)) {
                return false;
            }
        }
        return true;
    }

    private List<Orphan> orphans(List<Entry> batch) {
        Instant now = engine.context().clock().instant();
        Instant young = now.minus(engine.settings().orphansAfter());
        Instant coming = now.minus(COMING);
        return engine.database().read(connection -> {
            Set<String> living = new HashSet<>(engine.session().living(connection));
            List<Orphan> orphans = new ArrayList<>();
            for (Entry entry : batch) {
                String key = engine.keys().relative(entry.key());
                String stamp = BlobKeys.stampOf(key);
                if (stamp == null) {
                    if (entry.modified().isBefore(coming)) {
                        orphans.add(
                                new Orphan("foreign-object", key, "no object of this storage has such a key", false));
                    }
                } else if (!living.contains(Revision.processOf(stamp))
                        && entry.modified().isBefore(young)
                        && !AttemptCleanup.isUsed(connection, key)
                        && !isGarbage(connection, key)) {
                    orphans.add(orphan(key));
                }
            }
            return orphans;
        });
    }

    private static boolean isGarbage(Connection connection, String key) throws SQLException {
        try (var select = connection.prepareStatement("SELECT 1 FROM garbage WHERE object = ?")) {
            select.setString(1, key);
            try (var rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static Orphan orphan(String key) {
        return key.startsWith(BlobKeys.BLOBS)
                ? new Orphan("orphan-content", key, "no file and no version has this content", true)
                : new Orphan("orphan-record", key, "it was never committed, or is not the latest any more", true);
    }

    /** Deletes orphans. */
    void collect(Sink<Orphan> done) throws IOException {
        List<Orphan> found = new ArrayList<>();
        find(seen -> {}, orphan -> {
            if (orphan.isOurs()) {
                found.add(orphan);
            }
            return found.size() < 100_000; // the next time finds the rest
        });
        for (int start = 0; start < found.size(); start += BATCH) {
            List<Orphan> some = found.subList(start, Math.min(found.size(), start + BATCH));
            engine.blobs()
                    .delete(some.stream()
                            .map(each -> engine.keys().whole(each.key()))
                            .toList());
            some.forEach(done::accept);
        }
    }

    /** Finds uploads in parts that no upload of the tree knows. */
    void findParts(Sink<Orphan> found) throws IOException {
        forgotten(each -> found.accept(orphan(each)));
    }

    /** Forgets such uploads. */
    void collectParts(Sink<Orphan> done) throws IOException {
        List<Parts.Unfinished> found = new ArrayList<>();
        forgotten(each -> {
            found.add(each);
            return found.size() < 10_000; // the next time finds the rest
        });
        for (Parts.Unfinished each : found) {
            engine.blobs().parts().orElseThrow().abort(each.key(), each.upload());
            done.accept(orphan(each));
        }
    }

    private void forgotten(Sink<Parts.Unfinished> found) throws IOException {
        Optional<Parts> parts = engine.blobs().parts();
        if (parts.isPresent()) {
            parts.get()
                    .unfinished(
                            engine.keys().whole(BlobKeys.BLOBS),
                            each -> (!isForgotten(each) || found.accept(each))
                                    && !Thread.currentThread().isInterrupted());
        }
    }

    private Orphan orphan(Parts.Unfinished upload) {
        return new Orphan(
                "orphan-upload",
                engine.keys().relative(upload.key()),
                "no upload of this storage has these parts",
                true);
    }

    private boolean isForgotten(Parts.Unfinished each) {
        String key = engine.keys().relative(each.key());
        String stamp = BlobKeys.stampOf(key);
        Instant young =
                engine.context().clock().instant().minus(engine.settings().orphansAfter());
        return stamp != null
                && each.begun().isBefore(young)
                && engine.database()
                        .read(connection -> !engine.session().living(connection).contains(Revision.processOf(stamp))
                                && !AttemptCleanup.isUsed(connection, key));
    }
}
