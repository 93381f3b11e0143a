/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * Looks through the tree for what other programs did, fills the index, and counts the sizes of folders anew. Runs in the
 * background; one scan at a time.
 */
final class Scan {

    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 20;

    private final Tree tree;
    private final ScratchPool scratches;
    private final NodeIndex index;
    private final FolderLocks locks;
    private final Propagation propagation;
    private final Quiet quiet;
    private final Clock clock;
    private final ReentrantLock running = new ReentrantLock();
    private volatile Instant next = Instant.MIN;
    private volatile boolean stopped;
    private long nextRecount = System.nanoTime();

    Scan(
            Tree tree,
            ScratchPool scratches,
            NodeIndex index,
            FolderLocks locks,
            Propagation propagation,
            Quiet quiet,
            Clock clock) {
        this.tree = tree;
        this.scratches = scratches;
        this.index = index;
        this.locks = locks;
        this.propagation = propagation;
        this.quiet = quiet;
        this.clock = clock;
    }

    void stop() {
        stopped = true;
    }

    /**
     * Looks for a node that is not where it was: first in the folder where it was, then, at most every ten seconds, in
     * the whole tree.
     */
    void again(Optional<RelPath> lastPlace) throws IOException {
        lastPlace.ifPresent(path -> {
            try {
                folder(path.parent());
            } catch (WeftException | IOException gone) {
                LOG.debug("scan_folder_gone path={}", path.parent());
            }
        });
        if (running.isLocked()) {
            running.lock(); // the one under way will do
            running.unlock();
        } else if (clock.instant().isAfter(next)) {
            whole();
        }
    }

    /** Looks through the whole tree. */
    void whole() throws IOException {
        running.lock();
        try {
            Instant start = clock.instant();
            Deque<RelPath> ahead = new ArrayDeque<>();
            Deque<RelPath> done = new ArrayDeque<>();
            ahead.push(RelPath.root());
            long count = 0;
            while (!ahead.isEmpty() && !stopped) {
                RelPath path = ahead.pop();
                done.push(path);
                for (String name : folderIfThere(path)) {
                    ahead.push(path.resolve(name));
                }
                count++;
            }
            while (!done.isEmpty() && !stopped) {
                recount(done.pop()); // from the bottom up
            }
            if (!stopped) {
                index.completed(start.toString());
                LOG.info(
                        "scan_done folders={} millis={}",
                        count,
                        Duration.between(start, clock.instant()).toMillis());
            }
        } finally {
            next = clock.instant().plus(PAUSE);
            running.unlock();
        }
    }

    private List<String> folderIfThere(RelPath path) throws IOException {
        try {
            return folder(path);
        } catch (WeftException gone) {
            return List.of();
        }
    }

    /** Settles and notes all children of a folder. @return the names of those that are folders */
    private List<String> folder(RelPath path) throws IOException {
        List<String> folders = new ArrayList<>();
        try (Folder folder = tree.open(path, Tree.Purpose.LIST);
                Children children = new Children(tree, scratches, folder)) {
            tree.refresh(folder);
            List<Seen> window;
            while (!stopped && !(window = children.next(Long.MAX_VALUE)).isEmpty()) {
                index.note(folder.id(), window);
                for (Seen seen : window) {
                    if (seen.child().isFolder()) {
                        folders.add(seen.name());
                    }
                }
            }
        }
        return folders;
    }

    /** Counts anew what may be wrong. Called at intervals; takes at most a tenth of the time. */
    void recountStale() {
        if (tree.stale().isEmpty() || System.nanoTime() - nextRecount < 0) {
            return;
        }
        long start = System.nanoTime();
        recountAll();
        long end = System.nanoTime();
        nextRecount = end + 9 * (end - start);
    }

    private void recountAll() {
        for (RelPath path : tree.stale()) {
            if (stopped) {
                return;
            }
            if (tree.beingSettled().stream().anyMatch(folder -> folder.path().equals(path))) {
                continue; // it stays stale until then
            }
            tree.stale().remove(path);
            try {
                folder(path);
                recount(path);
            } catch (WeftException gone) {
                LOG.debug("recount_gone path={}", path);
            } catch (IOException failure) {
                LOG.warn("recount_failed path={} error={}", path, failure.getMessage());
            }
        }
    }

    /** Compares a folder's size with the sum of its children, at a moment when nothing below it is under way. */
    private void recount(RelPath path) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS && !stopped; attempt++) {
            try (Folder folder = tree.open(path, Tree.Purpose.LIST)) {
                long mark = quiet.mark();
                Long sum = sum(folder, mark);
                if (sum != null && set(folder, sum, mark)) {
                    return;
                }
                Thread.sleep(attempt);
            } catch (WeftException gone) {
                return;
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        tree.stale().add(path); // too busy now
    }

    /** @return null as soon as something below the folder may have begun to change since the mark */
    private @Nullable Long sum(Folder folder, long mark) throws IOException {
        long sum = 0;
        try (Scratch s = scratches.take();
                DirectoryReader reader = new DirectoryReader(folder.fd())) {
            while (reader.next(s)) {
                if (!quiet.since(mark)) {
                    return null;
                }
                String name = folder.path().isRoot() ? reader.name() : "";
                if (Tree.RESERVED.equals(name)) {
                    continue;
                }
                Child child = tree.look(s, folder, reader.nativeName());
                sum += child == null ? 0 : child.counted();
            }
        }
        return sum;
    }

    private boolean set(Folder folder, long sum, long mark) {
        long difference;
        try (FolderLocks.Held held = locks.hold(folder.inode());
                Scratch s = scratches.take()) {
            NodeAttribute attribute = Propagation.read(s, folder.fd());
            if (!quiet.since(mark)) {
                return false;
            }
            if (attribute == null || attribute.size() == sum) {
                return true;
            }
            difference = sum - attribute.size();
            try (Quiet.Change change = quiet.change()) {
                Propagation.write(s, folder.fd(), attribute.sized(sum));
                propagation.above(folder, difference);
            }
        }
        return true;
    }
}
