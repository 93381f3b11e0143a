/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;

/**
 * Compares every node with its attribute and its entry in the index, and every folder's size with what it holds. Changes
 * nothing. What looks wrong is looked at again under the lock of its folder, where nothing of ours is half done. Not
 * thread-safe.
 */
final class ConsistencyCheck {

    private static final int ATTEMPTS = 20;

    private final WriteContext shop;
    private final FindingReport report;
    private final StaleRows rows;

    /** How often a folder is looked at: once only while the storage never rests, or a check would last as long as that. */
    private int attempts = ATTEMPTS;

    ConsistencyCheck(WriteContext shop, FindingReport report) {
        this.shop = shop;
        this.report = report;
        this.rows = new StaleRows(shop.tree(), shop.index(), shop.locks());
    }

    void run() throws IOException {
        shop.index().flush();
        Deque<RelPath> ahead = new ArrayDeque<>();
        ahead.push(RelPath.root());
        for (SpaceId space : shop.kept().spaces()) {
            ahead.push(TrashFolders.pathOf(space));
        }
        while (!ahead.isEmpty() && !Thread.currentThread().isInterrupted()) {
            RelPath path = ahead.pop();
            OpenFolder folder = shop.tree().peek(path);
            if (folder != null) {
                try (folder) {
                    for (String name : children(folder)) {
                        ahead.push(path.resolve(name));
                    }
                    size(folder);
                }
            }
        }
        rows.withoutFolder(row -> report.tell(
                "index-stale",
                row.name(),
                "the index has the id " + row.id() + " in a folder that is no longer there"));
    }

    /** @return the names of those that are folders */
    private List<String> children(OpenFolder folder) throws IOException {
        List<String> folders = new ArrayList<>();
        StaleRows.Seen ids = new StaleRows.Seen();
        try (OpenDirectory open = OpenDirectory.of(shop.scratches(), folder.fd(), ".");
                CallBuffer s = shop.scratches().take();
                DirectoryReader reader = new DirectoryReader(open.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name == null
                        || name.indexOf('\\') >= 0
                        || (folder.path().isRoot() && name.equals(FolderTree.RESERVED))) {
                    continue;
                }
                DirEntry child = shop.tree().look(folder, name);
                if (child != null) {
                    ids.add(child.id());
                    child(folder, name, child);
                    if (child.isFolder()) {
                        folders.add(name);
                    }
                }
            }
        }
        rows.of(
                folder,
                ids,
                row -> report.tell(
                        "index-stale",
                        folder.path().resolve(row.name()).toString(),
                        "the index has the id " + row.id() + " here, where it is not"));
        return folders;
    }

    private record Wrong(String kind, String text) {}

    private void child(OpenFolder folder, String name, DirEntry seen) throws IOException {
        if (judge(folder, name, seen).isEmpty()) {
            return;
        }
        Optional<Wrong> wrong;
        try (FolderLocks.Held held = shop.locks().hold(folder.inode())) {
            DirEntry child = shop.tree().look(folder, name);
            wrong = child == null ? Optional.empty() : judge(folder, name, child);
        }
        wrong.ifPresent(
                found -> report.tell(found.kind(), folder.path().resolve(name).toString(), found.text()));
    }

    private Optional<Wrong> judge(OpenFolder folder, String name, DirEntry child) throws IOException {
        NodeAttribute attribute = child.attribute();
        if (child.kind() == Kind.SYMLINK) {
            return Optional.empty();
        }
        if (attribute == null || attribute.isFolder() != child.isFolder()) {
            boolean ours = Files.isWritable(Path.of("/proc/self/fd/" + folder.fd(), name));
            return ours
                    ? wrong("missing-id", "it bears no id; it gets one when it is next accessed")
                    : Optional.empty();
        }
        Id id = attribute.id();
        NodeIndex.Place here = new NodeIndex.Place(folder.id(), name);
        Optional<NodeIndex.Place> place = shop.index().place(id);
        if (place.isPresent() && !place.get().equals(here) && isElsewhere(id)) {
            return wrong("duplicate-id", "its id " + id + " belongs to another node");
        }
        if (!attribute.isOf(child.inode())) {
            return wrong("copied-id", "its id " + id + " was written for another inode, as a backup does");
        }
        if (!child.isSettled()) {
            return wrong("changed-outside", "another program wrote it, which was not taken in yet");
        }
        if (place.isEmpty()) {
            return wrong("index-missing", "the index does not have its id " + id);
        }
        return place.get().equals(here)
                ? Optional.empty()
                : wrong("index-stale", "the index has its id " + id + " at another place");
    }

    private static Optional<Wrong> wrong(String kind, String text) {
        return Optional.of(new Wrong(kind, text));
    }

    private boolean isElsewhere(Id id) throws IOException {
        Optional<RelPath> path = shop.index().path(id, shop.tree().rootId());
        return shop.index().isKept(id) || (path.isPresent() && shop.tree().isAt(path.get(), id));
    }

    /** Compares at a moment when nothing is under way; a storage that never rests is not judged. */
    private void size(OpenFolder folder) throws IOException {
        for (int attempt = 1; attempt <= attempts; attempt++) {
            long mark = shop.quiet().mark();
            long sum = 0;
            try (OpenDirectory open = OpenDirectory.of(shop.scratches(), folder.fd(), ".");
                    CallBuffer s = shop.scratches().take();
                    DirectoryReader reader = new DirectoryReader(open.fd())) {
                while (reader.next(s) && shop.quiet().since(mark)) {
                    boolean own = folder.path().isRoot() && FolderTree.RESERVED.equals(reader.name());
                    DirEntry child = own ? null : shop.tree().look(s, folder, reader.nativeName());
                    sum += child == null ? 0 : child.counted();
                }
            }
            NodeAttribute attribute = attribute(folder);
            if (shop.quiet().since(mark)) {
                if (attribute != null && attribute.size() != sum && !isStale(folder)) {
                    report.tell(
                            "folder-size",
                            folder.path().toString(),
                            "it tells of " + attribute.size() + " bytes and holds " + sum);
                }
                attempts = ATTEMPTS;
                return;
            }
            if (attempt < attempts) {
                Repair.pause();
            }
        }
        attempts = 1;
    }

    private @Nullable NodeAttribute attribute(OpenFolder folder) {
        try (CallBuffer s = shop.scratches().take()) {
            return TreePropagation.read(s, folder.fd());
        }
    }

    /** Whether it is known already, and about to be counted anew. */
    private boolean isStale(OpenFolder folder) {
        return shop.tree().stale().stream().anyMatch(path -> path.startsWith(folder.path()));
    }
}
