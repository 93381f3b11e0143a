/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/** The hidden folder in the root where new contents grow, and where folders go before they are taken away. Thread-safe. */
final class Workshop {

    private static final Logger LOG = LoggerFactory.getLogger(Workshop.class);

    private static final RelPath FOLDER = RelPath.root().resolve(Finder.WORK);
    private static final String GROWING = "new-";
    private static final String GOING = "gone-";

    /** A file that has not grown for so long belongs to no upload any more. */
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final PathStore store;
    private final Tokens tokens = new Tokens();
    private final Executor executor;
    private final Clock clock;

    Workshop(PathStore store, Executor executor, Clock clock) {
        this.store = store;
        this.executor = executor;
        this.clock = clock;
    }

    void open() throws IOException {
        if (isThere()) {
            return;
        }
        try {
            store.makeFolder(FOLDER);
        } catch (FileSystemException refused) {
            if (!isThere()) {
                throw refused;
            }
        }
    }

    private boolean isThere() throws IOException {
        Optional<Entry> entry = store.look(FOLDER);
        if (entry.isPresent() && entry.get().kind() != Entry.Kind.FOLDER) {
            throw new IOException("/" + FOLDER + " is no folder; take it away");
        }
        return entry.isPresent();
    }

    RelPath freshFile() {
        return FOLDER.resolve(GROWING + tokens.fresh());
    }

    RelPath freshAside() {
        return FOLDER.resolve(GOING + tokens.fresh());
    }

    /** Takes away what is in the way of nobody; what can't be, is found by {@link #tidy}. */
    void discard(RelPath path, boolean folder) {
        try {
            if (folder) {
                removeAll(path);
            } else {
                store.remove(path, false);
            }
        } catch (NoSuchFileException gone) {
            LOG.atTrace().log("already-gone");
        } catch (IOException | WeftException failure) {
            LOG.atInfo()
                    .addKeyValue("path", path.toString())
                    .addKeyValue("reason", failure.getMessage())
                    .log("left-for-later");
        }
    }

    /** Takes a folder away that has left the tree. */
    void discardLater(RelPath path) {
        try {
            executor.execute(() -> discard(path, true));
        } catch (RejectedExecutionException closing) {
            LOG.atInfo().addKeyValue("path", path.toString()).log("left-for-later");
        }
    }

    /** Takes away what earlier servers have left. */
    void tidy() throws IOException {
        Instant old = clock.instant().minus(ABANDONED);
        List<Entry> left = new ArrayList<>();
        store.list(FOLDER, entries -> {
            entries.stream()
                    .filter(entry -> entry.name().startsWith(GOING)
                            || (entry.name().startsWith(GROWING)
                                    && entry.mtime().isBefore(old)))
                    .limit(1000 - left.size())
                    .forEach(left::add);
            return left.size() < 1000;
        });
        for (Entry entry : left) {
            discard(FOLDER.resolve(entry.name()), entry.name().startsWith(GOING));
        }
    }

    /**
     * A file, or a folder with all that is in it. Folders in it are brought up before they are emptied, so that no path is longer here
     * than it was in the tree.
     */
    private void removeAll(RelPath top) throws IOException {
        if (store.look(top).filter(entry -> entry.kind() == Entry.Kind.FOLDER).isEmpty()) {
            store.remove(top, false);
            return;
        }
        Deque<RelPath> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            RelPath folder = open.peek();
            List<Entry> some = new ArrayList<>();
            store.list(folder, entries -> {
                some.addAll(entries);
                return false;
            });
            if (some.isEmpty()) {
                store.remove(open.pop(), true);
            }
            for (Entry entry : some) {
                RelPath child = folder.resolve(entry.name());
                if (entry.kind() == Entry.Kind.FOLDER) {
                    RelPath up = freshAside();
                    store.rename(child, up, false);
                    open.push(up);
                    break;
                }
                store.remove(child, false);
            }
        }
    }
}
