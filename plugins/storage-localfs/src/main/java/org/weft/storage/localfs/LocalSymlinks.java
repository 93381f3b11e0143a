/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Caller;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Symlinks;
import org.weft.spi.storage.write.Commit;

/**
 * The ability to make symbolic links, which are the file system's own. Only such are made as stay below the root when their
 * names are taken literally; nothing here ever follows one, but other programs do.
 */
final class LocalSymlinks implements Symlinks {

    private static final int LONGEST = 4_000;

    private final WriteContext shop;
    private final ReferenceResolver finder;

    LocalSymlinks(WriteContext shop, ReferenceResolver finder) {
        this.shop = shop;
        this.finder = finder;
    }

    @Override
    public Node make(Caller who, Ref target, String pointsTo, MakeSpec spec) throws IOException {
        return shop.ways().toName(finder.path(target), (way, path) -> way.view(make(path, pointsTo, spec)));
    }

    private Node make(RelPath path, String pointsTo, MakeSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.AlreadyExists("the root exists already");
        }
        WriteContext.requireOurs(path);
        requireInside(path.parent(), pointsTo);
        try (OpenFolder parent = shop.tree().openNamed(path.parent(), FolderTree.Purpose.CHANGE);
                SizeBarrier.Change change = shop.quiet().change()) {
            if (shop.tree().look(parent, path.name()) != null) {
                throw new WeftException.AlreadyExists("/" + path + " exists already");
            }
            Affected affected = new Affected(
                    shop.spaces().spaceOf(path),
                    List.of(shop.nodes().of(parent)),
                    path,
                    Optional.empty(),
                    Optional.empty());
            Node made =
                    Commit.run(spec.guard(), WriteContext.once(affected, () -> make(parent, path.name(), pointsTo)));
            shop.propagation().above(parent, 0);
            shop.syncFolder(parent);
            return made;
        }
    }

    private static void requireInside(RelPath folder, String pointsTo) {
        boolean odd = pointsTo.isEmpty()
                || pointsTo.startsWith("/")
                || pointsTo.indexOf('\0') >= 0
                || pointsTo.getBytes(StandardCharsets.UTF_8).length > LONGEST;
        Deque<String> names = new ArrayDeque<>();
        for (String name : folder.isRoot() ? new String[0] : folder.toString().split("/", -1)) {
            names.addLast(name);
        }
        for (String name : odd ? new String[] {".."} : pointsTo.split("/", -1)) {
            if (name.equals("..")) {
                odd |= names.pollLast() == null;
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        if (odd || FolderTree.RESERVED.equals(names.peekFirst())) {
            throw new WeftException.InvalidArgument("a symbolic link must point to something below the storage's root,"
                    + " by a path that starts at the link's own folder");
        }
    }

    private Node make(OpenFolder parent, String name, String pointsTo) throws IOException {
        RelPath path = parent.path().resolve(name);
        try (FolderLocks.Held held = shop.locks().hold(parent.inode());
                CallBuffer s = shop.scratches().take()) {
            shop.tree().requireLive(parent);
            FolderEdit edit = new FolderEdit(shop.tree(), s, parent);
            int made = LinkSyscalls.symlink(s, pointsTo, parent.fd(), s.name(name));
            shop.checkMade(made, path);
            shop.check(Posix.stat(s, parent.fd(), s.name(name)), "to make /" + path);
            DirEntry link = DirEntry.of(s, Kind.SYMLINK, null);
            edit.done(0, shop.propagation().now());
            shop.index().note(link.id(), parent.id(), name);
            return shop.nodes().of(parent, name, link);
        }
    }
}
