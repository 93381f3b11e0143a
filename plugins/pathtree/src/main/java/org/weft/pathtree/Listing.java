/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Attempts;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;

/**
 * Lists a folder as the backend pushes it, and writes down what has come, changed, and gone. Piece by piece: a folder of any size
 * takes the memory of one piece. Thread-safe.
 */
final class Listing {

    private static final Logger LOG = LoggerFactory.getLogger(Listing.class);

    /** How many names are looked up at once. */
    private static final int PIECE = 200;

    private final PathStore store;
    private final NodeTable nodes;
    private final FolderLocks locks;
    private final Finder finder;
    private final Recorder recorder;

    Listing(PathStore store, NodeTable nodes, FolderLocks locks, Finder finder, Recorder recorder) {
        this.store = store;
        this.nodes = nodes;
        this.locks = locks;
        this.finder = finder;
        this.recorder = recorder;
    }

    /**
     * A backend reads names and then asks for each, by its path: of a folder that is renamed meanwhile it tells a part. So a listing
     * that began while a folder was on its way begins again, and then keeps folders where they are until its first piece is there.
     */
    void list(Ref ref, ListSpec spec, Sink<Node> sink) throws IOException {
        boolean isCareful = false;
        for (Attempts attempts = Attempts.at(RelPath.root()); ; attempts.next()) {
            Spot folder = finder.folder(ref);
            if (spec.limit() <= 0) {
                return;
            }
            One one = new One(folder, spec.limit(), sink, isCareful);
            try {
                if (!isCareful || finder.isStillAt(one.row, one.path)) {
                    store.list(one.path, one::take);
                    if (!one.isDoubtful) {
                        one.letGo();
                        forgetGone(folder, one);
                        return;
                    }
                }
            } catch (NoSuchFileException moved) {
                if (one.seen > 0) {
                    throw one.brokenOff();
                }
            } finally {
                one.letGo();
            }
            isCareful = true;
        }
    }

    /** One listing. */
    private final class One {
        private final RelPath path;
        private final Row row;
        private final String id;
        private final long stepsAtStart;
        private final Sink<Node> sink;
        private long left;
        private long seen;
        private long steps;
        private long folderSteps;
        private boolean isWhole = true;
        private boolean isDoubtful;
        private FolderLocks.@Nullable Held held;

        One(Spot folder, long limit, Sink<Node> sink, boolean isCareful) {
            this.path = folder.path();
            this.row = Finder.row(folder);
            this.id = row.id();
            this.sink = sink;
            this.left = limit;
            this.held = isCareful ? locks.forLook(id) : null;
            this.stepsAtStart = locks.steps(id);
            this.steps = stepsAtStart;
            this.folderSteps = locks.folderSteps();
        }

        /** Whether no step has been taken in the folder since the listing began. */
        boolean isCalm() {
            return locks.steps(id) == stepsAtStart;
        }

        void letGo() {
            if (held != null) {
                held.close();
                held = null;
            }
        }

        Unavailable brokenOff() {
            return new Unavailable("/" + path + " was moved or deleted while it was listed; try again");
        }

        boolean take(List<Entry> entries) throws IOException {
            boolean haveFoldersStayed = folderSteps % 2 == 0 && locks.folderSteps() == folderSteps;
            letGo();
            if (!haveFoldersStayed) {
                if (seen == 0) {
                    isDoubtful = true;
                    isWhole = false;
                    return false;
                }
                requireStillThere();
            }
            List<Entry> shown = entries.stream()
                    .filter(entry -> entry.isShown() && Finder.canBeShown(path, entry.name()))
                    .toList();
            for (int from = 0; from < shown.size(); from += PIECE) {
                if (!push(shown.subList(from, Math.min(from + PIECE, shown.size())))) {
                    isWhole = false;
                    return false;
                }
            }
            steps = locks.steps(id);
            folderSteps = locks.folderSteps();
            return true;
        }

        private void requireStillThere() {
            FolderLocks.Held still = locks.forLook(id);
            try {
                if (!finder.isStillAt(row, path)) {
                    throw brokenOff();
                }
            } finally {
                still.close();
            }
        }

        private boolean push(List<Entry> entries) throws IOException {
            Map<String, Row> rows = nodes.children(id, entries);
            if (hasNews(rows, entries)) {
                learn(entries, rows);
                rows = nodes.children(id, entries);
            }
            for (Entry entry : entries) {
                Row child = rows.get(entry.name());
                if (child == null) {
                    continue; // gone meanwhile
                }
                seen++;
                if (!sink.accept(Spot.node(child, path.resolve(entry.name()))) || --left == 0) {
                    return false;
                }
            }
            return true;
        }

        private static boolean hasNews(Map<String, Row> rows, List<Entry> entries) {
            return entries.stream().anyMatch(entry -> isNews(rows, entry));
        }

        private static boolean isNews(Map<String, Row> rows, Entry entry) {
            Row row = rows.get(entry.name());
            return row == null || !row.isStill(entry);
        }

        /** Writes down what is new; where steps were taken meanwhile, the piece may be old, and the backend is asked again. */
        private void learn(List<Entry> entries, Map<String, Row> rows) throws IOException {
            List<Entry> news =
                    entries.stream().filter(entry -> isNews(rows, entry)).toList();
            if (recorder.hasOpenMoves()) {
                for (Entry entry : news) {
                    recorder.finishMoves(row, entry.name(), Optional.ofNullable(rows.get(entry.name())));
                }
            }
            FolderLocks.Held held = locks.forLook(id);
            try {
                if (!finder.isStillAt(row, path)) {
                    return;
                }
                boolean isFresh = locks.steps(id) == steps;
                Map<String, Optional<Entry>> told = new HashMap<>();
                for (Entry entry : news) {
                    told.put(entry.name(), isFresh ? Optional.of(entry) : store.look(path.resolve(entry.name())));
                }
                recorder.record(row, path, told);
            } finally {
                held.close();
            }
        }
    }

    /** Finds the rows of a folder whose names the backend does not tell any more. */
    private void forgetGone(Spot folder, One one) throws IOException {
        String id = one.id;
        if (!one.isWhole || !one.isCalm() || nodes.countChildren(id) <= one.seen) {
            return;
        }
        long search = Math.max(1, System.nanoTime());
        try {
            store.list(folder.path(), entries -> {
                nodes.mark(id, entries, search);
                return true;
            });
            String last = "";
            for (List<String> names = gone(id, last, search); !names.isEmpty(); names = gone(id, last, search)) {
                for (String name : names) {
                    finder.settle(folder.path().resolve(name));
                    last = name;
                }
            }
        } catch (NoSuchFileException | NotFound | Conflict moved) {
            LOG.atTrace().log("folder-gone-after-listing");
        }
    }

    private List<String> gone(String id, String after, long search) {
        return nodes.names(id, after, "listed <> ?", search);
    }
}
