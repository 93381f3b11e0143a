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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Looks through the tree for what other programs did, fills the index, and counts the sizes of folders anew. Runs in the
 * background; one scan at a time.
 */
final class Scan {

    private static final Logger LOG = LoggerFactory.getLogger(Scan.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 20;
    private static final long ENDING_SECONDS = 20;
    private static final long SHORTEST_REST = 20;
    private static final long LONGEST_REST = 200;
    private static final int WINDOW = 1000;

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final NodeIndex index;
    private final FolderLocks locks;
    private final TreePropagation propagation;
    private final SizeBarrier quiet;
    private final Clock clock;
    private final TrashFolders kept;
    private final Nodes nodes;
    private final StaleRows rows;
    private final IndexUpdater noting;
    private final ReentrantLock running = new ReentrantLock();
    private volatile Instant next = Instant.MIN;
    private volatile boolean stopped;
    private volatile boolean hurried;
    private int pace;
    private long owed;
    private volatile long seen = -1;
    private long nextRecount = System.nanoTime();

    Scan(
            FolderTree tree,
            CallBufferPool scratches,
            NodeIndex index,
            FolderLocks locks,
            TreePropagation propagation,
            SizeBarrier quiet,
            Clock clock,
            TrashFolders kept,
            Nodes nodes) {
        this.tree = tree;
        this.scratches = scratches;
        this.index = index;
        this.locks = locks;
        this.propagation = propagation;
        this.quiet = quiet;
        this.clock = clock;
        this.kept = kept;
        this.nodes = nodes;
        this.rows = new StaleRows(tree, index, locks);
        this.noting = new IndexUpdater(tree, scratches, index, locks, kept);
    }

    /** How many names the scan of the whole tree under way has seen; below zero when there is none. */
    long progress() {
        return seen;
    }

    /** Ends the scan under way, and waits for that: the folders that it works with are closed next. */
    void end() {
        stopped = true;
        try {
            if (running.tryLock(ENDING_SECONDS, TimeUnit.SECONDS)) {
                running.unlock();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
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
                folder(path.parent(), FindingReport.none());
            } catch (WeftException | IOException gone) {
                LOG.debug("scan_folder_gone path={}", path.parent());
            }
        });
        if (running.isLocked()) {
            awaitOther();
        } else if (clock.instant().isAfter(next)) {
            whole(FindingReport.none());
        }
    }

    /** The scan under way will do. */
    private void awaitOther() {
        hurried = true;
        running.lock();
        try {
            LOG.debug("scan_awaited");
        } finally {
            running.unlock();
        }
    }

    /**
     * Looks through the whole tree and the trash.
     *
     * @return how many nodes there are in the tree
     */
    long whole(FindingReport report) throws IOException {
        hurried = true;
        return whole(report, 0);
    }

    /** The same at leisure, until somebody waits for it. */
    void atLeisure(int namesASecond) throws IOException {
        whole(FindingReport.none(), namesASecond);
    }

    private long whole(FindingReport report, int namesASecond) throws IOException {
        running.lock();
        try {
            hurried = false;
            pace = namesASecond;
            Instant start = clock.instant();
            seen = 0;
            index.flush();
            if (!index.isSound()) {
                noting.all(this::isStopped);
            }
            Deque<RelPath> ahead = new ArrayDeque<>();
            Deque<RelPath> done = new ArrayDeque<>();
            for (SpaceId space : kept.spaces()) {
                ahead.push(TrashFolders.pathOf(space));
            }
            ahead.push(RelPath.root());
            long count = 1;
            while (!ahead.isEmpty() && !isStopped()) {
                RelPath path = ahead.pop();
                done.push(path);
                Contents contents = folderIfThere(path, report);
                contents.folders().forEach(name -> ahead.push(path.resolve(name)));
                count += FolderTree.isReserved(path) ? 0 : contents.count();
            }
            long folders = done.size();
            while (!done.isEmpty() && !isStopped()) {
                recount(done.pop()); // from the bottom up
            }
            if (!isStopped()) {
                index.completed(start.toString());
                dropLostRows(report);
                LOG.info(
                        "scan_done folders={} millis={}",
                        folders,
                        Duration.between(start, clock.instant()).toMillis());
            }
            return count;
        } finally {
            seen = -1;
            next = clock.instant().plus(PAUSE);
            running.unlock();
        }
    }

    private boolean isStopped() {
        return stopped || Thread.currentThread().isInterrupted();
    }

    /** Rows below folders that are gone; each round finds those one level deeper. */
    private void dropLostRows(FindingReport report) throws IOException {
        AtomicLong dropped = new AtomicLong();
        long before;
        do {
            before = dropped.get();
            rows.withoutFolder(row -> {
                drop(row, row.name(), report);
                dropped.incrementAndGet();
            });
        } while (dropped.get() > before && !isStopped());
    }

    private void drop(IndexRows.Row row, String where, FindingReport report) {
        index.forget(row.id());
        report.tell("index-stale", where, "the index told of a node that is no longer there; its entry was removed");
    }

    /**
     * What a folder holds.
     *
     * @param folders the names of those children that are folders
     */
    private record Contents(List<String> folders, long count) {}

    private Contents folderIfThere(RelPath path, FindingReport report) throws IOException {
        try {
            return folder(path, report);
        } catch (WeftException gone) {
            return new Contents(List.of(), 0);
        }
    }

    /** Opens a folder of the tree or of the trash. */
    private OpenFolder open(RelPath path) throws IOException {
        if (!FolderTree.isReserved(path)) {
            return tree.open(path, FolderTree.Purpose.LIST);
        }
        String below = path.toString().substring(TrashFolders.PATH.toString().length() + 1);
        OpenFolder folder = TrashFolders.isTop(path)
                ? kept.find(new SpaceId(below)).orElse(null)
                : tree.tryOpenAt(kept.fd(), below, path);
        if (folder == null) {
            throw new WeftException.NotFound("there is no /" + path);
        }
        return folder;
    }

    /** Settles and notes all children of a folder. */
    private Contents folder(RelPath path, FindingReport report) throws IOException {
        List<String> folders = new ArrayList<>();
        long count = 0;
        StaleRows.Seen ids = new StaleRows.Seen();
        try (OpenFolder folder = open(path);
                FolderScan children = new FolderScan(tree, scratches, folder)) {
            if (!FolderTree.isReserved(path)) {
                tree.refresh(folder);
            } else if (TrashFolders.isTop(path)) {
                index.note(folder.id(), NodeIndex.TRASH, path.name());
            }
            children.onSettling(seen -> report.tell(
                    "changed-outside",
                    path.resolve(seen.name()).toString(),
                    "another program made or wrote it; it was taken in"));
            List<NamedEntry> window = children.next(Long.MAX_VALUE);
            while (!isStopped() && !window.isEmpty()) {
                noting.children(folder, window);
                rest(window.size());
                count += window.size();
                if (seen >= 0) {
                    seen += window.size(); // a moment's count; who looks into one folder alone may blur it
                }
                for (NamedEntry seen : window) {
                    ids.add(seen.child().id());
                    if (seen.child().isFolder()) {
                        folders.add(seen.name());
                    } else if (!seen.isOrdinary()) {
                        nodes.of(folder, seen.name(), seen.child()); // so that it is known where it leads
                    }
                }
                window = children.next(Long.MAX_VALUE);
            }
            if (!isStopped()) {
                rows.of(folder, ids, row -> drop(row, path.resolve(row.name()).toString(), report));
            }
        }
        return new Contents(folders, count);
    }

    /** Sleeps as long as so many names may take. */
    private void rest(int names) {
        if (pace == 0 || !running.isHeldByCurrentThread()) {
            return;
        }
        owed += names * 1000L;
        try {
            while (owed / pace >= SHORTEST_REST && !hurried && !isStopped()) {
                long millis = Math.min(LONGEST_REST, owed / pace);
                Thread.sleep(millis);
                owed -= millis * pace;
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
        owed = hurried ? 0 : owed;
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
                folder(path, FindingReport.none());
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
            try (OpenFolder folder = open(path)) {
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
    private @Nullable Long sum(OpenFolder folder, long mark) throws IOException {
        long sum = 0;
        int looked = 0;
        try (CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(folder.fd())) {
            while (reader.next(s)) {
                if (!quiet.since(mark)) {
                    return null;
                }
                String name = folder.path().isRoot() ? reader.name() : "";
                if (FolderTree.RESERVED.equals(name)) {
                    continue;
                }
                DirEntry child = tree.look(s, folder, reader.nativeName());
                sum += child == null ? 0 : child.counted();
                if (++looked % WINDOW == 0) {
                    LockSupport.parkNanos(1);
                }
            }
        }
        return sum;
    }

    private boolean set(OpenFolder folder, long sum, long mark) {
        long difference;
        try (FolderLocks.Held held = locks.hold(folder.inode());
                CallBuffer s = scratches.take()) {
            NodeAttribute attribute = TreePropagation.read(s, folder.fd());
            if (!quiet.since(mark)) {
                return false;
            }
            if (attribute == null || attribute.size() == sum) {
                return true;
            }
            difference = sum - attribute.size();
            try (SizeBarrier.Change change = quiet.change()) {
                TreePropagation.write(s, folder.fd(), attribute.sized(sum));
                propagation.above(folder, difference);
            }
        }
        return true;
    }
}
