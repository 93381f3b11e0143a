/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * Sees within a second what other programs do in the tree, as long as it has few enough folders: each is watched by the kernel.
 * Our own changes are in the folders' attributes before they are looked at here, and cost one look at the folder. A tree that grows
 * too large, or for which the kernel gives no watches, is left to scans.
 */
final class FolderWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final int ROUNDS = 64;

    private final FolderTree tree;
    private final CallBufferPool scratches;
    private final Runnable scan;
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final WatchedFolders watched = new WatchedFolders();
    private @Nullable Inotify notices;
    private volatile boolean stopped;

    /**
     * @param most how many folders are watched
     * @param scan looks through the whole tree, when notices were lost
     */
    FolderWatch(FolderTree tree, CallBufferPool scratches, int most, Runnable scan) {
        this.tree = tree;
        this.scratches = scratches;
        this.most = most;
        this.scan = scan;
    }

    /** Begins to watch all folders. */
    void start() {
        lock.lock();
        try (CallBuffer s = scratches.take()) {
            notices = stopped ? null : Inotify.open(s);
            if (notices == null) {
                LOG.warn("watching_not_possible reason=fs.inotify.max_user_instances");
                return;
            }
            add(RelPath.root(), -1);
            if (notices != null) {
                LOG.info("watching folders={}", watched.size());
            }
        } catch (IOException | RuntimeException failure) {
            LOG.warn("watching_failed error={}", failure.getMessage());
            giveUp();
        } finally {
            lock.unlock();
        }
    }

    /** How many folders are watched; 0 when it was given up. */
    int folders() {
        lock.lock();
        try {
            return notices == null ? 0 : watched.size();
        } finally {
            lock.unlock();
        }
    }

    private void giveUp() {
        Inotify open = notices;
        notices = null;
        if (open != null) {
            open.close();
        }
    }

    private record Ahead(RelPath path, int above) {}

    /** Watches a folder and all below it. */
    private void add(RelPath top, int above) throws IOException {
        Deque<Ahead> ahead = new ArrayDeque<>();
        ahead.push(new Ahead(top, above));
        while (!ahead.isEmpty() && !stopped) {
            Ahead next = ahead.pop();
            OpenFolder folder = tree.peek(next.path());
            if (folder != null) {
                try (folder;
                        CallBuffer s = scratches.take()) {
                    int number = watch(s, folder, next);
                    if (number < 0) {
                        return;
                    }
                    try (DirectoryReader reader = new DirectoryReader(folder.fd())) {
                        while (reader.next(s)) {
                            String name = reader.isNoFolder() ? null : reader.name();
                            boolean ours = next.path().isRoot() && FolderTree.RESERVED.equals(name);
                            if (name != null && !ours && name.indexOf('\\') < 0) {
                                ahead.push(new Ahead(next.path().resolve(name), number));
                            }
                        }
                    }
                }
            }
        }
    }

    private int watch(CallBuffer s, OpenFolder folder, Ahead at) {
        Inotify open = notices;
        int number = open == null ? -1 : open.watch(s, folder.fd());
        if (number < 0 || watched.size() >= most) {
            LOG.warn(
                    "watching_given_up folders={} reason={}",
                    watched.size(),
                    number < 0 ? "fs.inotify.max_user_watches" : "watch");
            giveUp();
            return -1;
        }
        if (at.path().isRoot()) {
            watched.root(number);
        } else {
            watched.put(number, at.above(), at.path().name());
        }
        return number;
    }

    /** Looks at what happened since the last time. Called at intervals. */
    void look() {
        lock.lock();
        try (CallBuffer s = scratches.take()) {
            Inotify open = notices;
            Batch batch = new Batch();
            for (int round = 0; open != null && round < ROUNDS && open.read(s, batch::add); round++) {
                LOG.trace("notices_read");
            }
            if (open != null && !stopped) {
                handle(s, batch, open);
            }
        } catch (RuntimeException failure) {
            LOG.warn("watching_failed error={}", failure.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** What happened, by folder and name. */
    private static final class Batch {
        private final Map<Integer, Map<String, Integer>> names = new LinkedHashMap<>();
        private boolean lost;

        void add(int number, int what, String name) {
            lost |= (what & Inotify.OVERFLOW) != 0;
            names.computeIfAbsent(number, folder -> new HashMap<>()).merge(name, what, (one, other) -> one | other);
        }
    }

    private void handle(CallBuffer s, Batch batch, Inotify open) {
        batch.names.forEach((number, names) -> {
            if ((names.getOrDefault("", 0) & Inotify.IGNORED) != 0) {
                watched.remove(number);
                return;
            }
            Optional<RelPath> path = watched.path(number);
            if (path.isPresent() && !stopped) {
                try {
                    moves(s, number, path.get(), names, open);
                    inFolder(path.get(), names);
                } catch (WeftException gone) {
                    LOG.debug("watched_folder_gone path={}", path.get());
                } catch (IOException failure) {
                    LOG.warn("watching_failed path={} error={}", path.get(), failure.getMessage());
                }
            }
        });
        if (batch.lost) {
            LOG.info("notices_lost");
            scan.run();
        }
    }

    /** Folders that came to be watched, and those that left. */
    private void moves(CallBuffer s, int number, RelPath path, Map<String, Integer> names, Inotify open)
            throws IOException {
        for (Map.Entry<String, Integer> entry : names.entrySet()) {
            int what = entry.getValue();
            boolean folder = (what & Inotify.FOLDER) != 0 && !entry.getKey().isEmpty();
            if (folder && (what & (Inotify.MOVED_FROM | Inotify.DELETE)) != 0) {
                watched.removeAt(number, entry.getKey()).forEach(gone -> open.forget(s, gone));
            }
            if (folder && (what & (Inotify.CREATE | Inotify.MOVED_TO)) != 0 && !isOurs(path, entry.getKey())) {
                add(path.resolve(entry.getKey()), number);
            }
        }
    }

    private static boolean isOurs(RelPath path, String name) {
        return (path.isRoot() && name.equals(FolderTree.RESERVED)) || name.indexOf('\\') >= 0;
    }

    private void inFolder(RelPath path, Map<String, Integer> names) throws IOException {
        try (OpenFolder folder = tree.open(path, FolderTree.Purpose.STAT)) {
            boolean changed = folder.mtime() != folder.attribute().mtime();
            tree.refresh(folder);
            for (Map.Entry<String, Integer> entry : names.entrySet()) {
                String name = entry.getKey();
                int what = entry.getValue();
                boolean written = (what & Inotify.CLOSE_WRITE) != 0;
                if (!name.isEmpty() && !isOurs(path, name) && (changed || written)) {
                    DirEntry before = tree.look(folder, name);
                    DirEntry after = tree.find(folder, name);
                    boolean hidden = written && (what & Inotify.MODIFY) != 0 && before != null && before.isSettled();
                    if (hidden && after != null && !after.isFolder()) {
                        tree.rewritten(folder, name);
                    }
                    if (after != null && after.isFolder()) {
                        below(path.resolve(name));
                    }
                }
            }
        }
    }

    /** A folder that came with all that is in it. */
    private void below(RelPath top) throws IOException {
        Deque<RelPath> ahead = new ArrayDeque<>();
        ahead.push(top);
        while (!ahead.isEmpty() && !stopped) {
            RelPath path = ahead.pop();
            try (OpenFolder folder = tree.open(path, FolderTree.Purpose.STAT);
                    FolderScan children = new FolderScan(tree, scratches, folder)) {
                for (var window = children.next(Long.MAX_VALUE);
                        !window.isEmpty() && !stopped;
                        window = children.next(Long.MAX_VALUE)) {
                    for (NamedEntry seen : window) {
                        if (seen.child().isFolder()) {
                            ahead.push(path.resolve(seen.name()));
                        }
                    }
                }
            } catch (WeftException gone) {
                LOG.debug("watched_folder_gone path={}", path);
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        lock.lock();
        try {
            giveUp();
        } finally {
            lock.unlock();
        }
    }
}
