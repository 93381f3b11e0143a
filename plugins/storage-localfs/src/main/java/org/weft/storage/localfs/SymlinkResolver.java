/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;

/**
 * Finds where symbolic links lead. A link is followed when it leads to a file or folder of its own space that it does not lie in
 * itself; all others are as if they were not there. What is found is a path without links, and all work is then done on that one
 * by calls that follow none: who puts a link into the way meanwhile is answered that nothing is there.
 */
final class SymlinkResolver {

    private static final int MOST_TARGETS = 40;
    private static final int ATTEMPTS = 3;

    private final FolderTree tree;
    private final SpaceTable spaces;
    private final String root;

    /**
     * @param root the absolute path of the root, so that absolute links into it are understood
     */
    SymlinkResolver(FolderTree tree, SpaceTable spaces, String root) {
        this.tree = tree;
        this.spaces = spaces;
        this.root = root;
    }

    /** Something that is done with a path. */
    interface Step<T> {
        T on(SymlinkPath way, RelPath real) throws IOException;
    }

    /** Does something with what a path leads to. */
    <T> T to(RelPath path, Step<T> step) throws IOException {
        return walk(path, true, step);
    }

    /** Does something with a name itself, be it a link or not. */
    <T> T toName(RelPath path, Step<T> step) throws IOException {
        return walk(path, false, step);
    }

    /** Something that is done with two paths; the way is the second one's. */
    interface Pair<T> {
        T on(RelPath one, RelPath other, SymlinkPath way) throws IOException;
    }

    /**
     * Does something with a path and with a name in another place.
     *
     * @param whole whether the first path is followed to its end
     */
    <T> T both(RelPath one, boolean whole, RelPath other, Pair<T> step) throws IOException {
        try {
            return step.on(one, other, SymlinkPath.plain());
        } catch (SymlinkOnPath met) {
            SymlinkPath first = find(one, whole);
            SymlinkPath second = find(other, false);
            RelPath from = first.real(one);
            RelPath to = second.real(other);
            if ((first.isPlain() && second.isPlain()) || leavesSpace(first, from) || leavesSpace(second, to)) {
                throw met.told();
            }
            try {
                return step.on(from, to, second);
            } catch (SymlinkOnPath again) {
                throw again.told();
            }
        }
    }

    private <T> T walk(RelPath path, boolean whole, Step<T> step) throws IOException {
        SymlinkPath way = SymlinkPath.plain();
        for (int attempt = 0; ; attempt++) {
            try {
                return step.on(way, way.real(path));
            } catch (SymlinkOnPath met) {
                way = attempt == ATTEMPTS ? SymlinkPath.plain() : find(path, whole);
                if (way.isPlain() || leavesSpace(way, way.real(path))) {
                    throw met.told();
                }
            }
        }
    }

    /** Whether what lies below a link belongs to another space, as below a folder that holds spaces. */
    private boolean leavesSpace(SymlinkPath way, RelPath real) {
        return !way.isPlain() && !spaces.spaceOf(real).equals(spaces.spaceOf(way.real()));
    }

    /**
     * Finds the way of a path.
     *
     * @param whole whether the last name is followed too, when it is a link
     * @return a plain one when no link on the way is followed
     */
    SymlinkPath find(RelPath path, boolean whole) throws IOException {
        SymlinkPath way = SymlinkPath.plain();
        RelPath named = RelPath.root();
        List<String> names = path.names();
        for (int i = 0; i < names.size(); i++) {
            if (i + 1 == names.size() && !whole) {
                return way;
            }
            RelPath folder = way.real(named);
            named = named.resolve(names.get(i));
            DirEntry child = look(folder, names.get(i));
            if (child == null) {
                return way;
            }
            if (child.kind() == Kind.SYMLINK) {
                Optional<SymlinkPath> next = next(way, named, folder, names.get(i), child);
                if (next.isEmpty()) {
                    return SymlinkPath.plain();
                }
                way = next.get();
            }
        }
        return way;
    }

    private Optional<SymlinkPath> next(SymlinkPath way, RelPath named, RelPath folder, String name, DirEntry link)
            throws IOException {
        try (OpenFolder parent = tree.open(folder, FolderTree.Purpose.STAT)) {
            Optional<RelPath> target = target(parent, name);
            if (target.isEmpty() || leavesSpace(way, folder) || !way.leadsOn(folder, target.get())) {
                return Optional.empty();
            }
            List<RelPath> trodden = new ArrayList<>(way.trodden());
            trodden.add(folder);
            String before = way.isPlain() ? "" : way.links() + SymlinkPath.JOINT;
            String holder = way.isPlain()
                    ? parent.id().text()
                    : folder.equals(way.real())
                            ? way.links()
                            : before + parent.id().text();
            return Optional.of(new SymlinkPath(
                    named, target.get(), before + link.id().text(), new NodeId(holder), List.copyOf(trodden)));
        } catch (WeftException gone) {
            return Optional.empty();
        }
    }

    /** Where a link in a folder of the disk leads, if it is one that is followed. */
    Optional<RelPath> target(OpenFolder parent, String name) throws IOException {
        RelPath folder = parent.path();
        Optional<RelPath> target = resolve(folder, tree.target(parent, name));
        return target.filter(there ->
                !folder.startsWith(there) && spaces.spaceOf(there).equals(spaces.spaceOf(folder.resolve(name))));
    }

    /** Where a link that says something would lead from a folder, to whatever space; nothing when there is nothing. */
    Optional<RelPath> resolve(RelPath folder, String says) throws IOException {
        Deque<String> ahead = new ArrayDeque<>();
        RelPath at = push(ahead, says, folder);
        int targets = 0;
        while (at != null && !ahead.isEmpty()) {
            String name = ahead.pop();
            if (name.equals("..")) {
                at = at.isRoot() ? null : at.parent();
            } else if (!name.isEmpty() && !name.equals(".")) {
                DirEntry child = look(at, name);
                if (child == null) {
                    return Optional.empty();
                }
                if (child.kind() == Kind.SYMLINK) {
                    at = ++targets > MOST_TARGETS ? null : push(ahead, target(at, name), at);
                } else {
                    at = at.resolve(name);
                }
            }
        }
        return Optional.ofNullable(at).filter(there -> !there.isRoot());
    }

    /** Puts the names of a link before those ahead. @return the folder that they start at; null when that is outside */
    private @Nullable RelPath push(Deque<String> ahead, String says, RelPath folder) {
        String from = says;
        RelPath start = folder;
        if (says.startsWith("/")) {
            if (!says.startsWith(root + "/")) {
                return null;
            }
            from = says.substring(root.length() + 1);
            start = RelPath.root();
        }
        String[] names = from.split("/", -1);
        for (int i = names.length - 1; i >= 0; i--) {
            ahead.push(names[i]);
        }
        return says.isEmpty() ? null : start;
    }

    private String target(RelPath folder, String name) throws IOException {
        try (OpenFolder parent = tree.open(folder, FolderTree.Purpose.STAT)) {
            return tree.target(parent, name);
        } catch (WeftException gone) {
            return "";
        }
    }

    private @Nullable DirEntry look(RelPath folder, String name) throws IOException {
        if (name.indexOf('\\') >= 0) {
            return null;
        }
        try (OpenFolder parent = tree.open(folder, FolderTree.Purpose.STAT)) {
            return tree.look(parent, name);
        } catch (WeftException gone) {
            return null;
        }
    }

    /** What a node is shown as that a listing on a way came upon; nothing when it is not shown there. */
    Optional<Node> shown(SymlinkPath way, Node node) {
        boolean hidden = node.kind() == Kind.SYMLINK
                || leavesSpace(way, node.path())
                || (node.isFolder()
                        && node.actualPath().isPresent()
                        && !way.leadsOn(node.path().parent(), node.actualPath().get()));
        return hidden ? Optional.empty() : Optional.of(way.view(node));
    }
}
