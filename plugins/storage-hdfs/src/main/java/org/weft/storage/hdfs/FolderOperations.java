/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.write.Commit;

/** Makes folders and deletes nodes. */
final class FolderOperations {

    private final WriteContext shop;
    private final TrashBin trash;

    FolderOperations(WriteContext shop, TrashBin trash) {
        this.shop = shop;
        this.trash = trash;
    }

    Node makeFolder(HdfsClient as, RelPath path, MakeSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.AlreadyExists("the root exists already");
        }
        Names.requireOurs(path);
        FoundFolder parent = shop.tree().open(as, path.parent(), Tree.Purpose.CHANGE);
        if (as.stat(parent.place(path.name())) != null) {
            throw taken(path);
        }
        Affected affected = new Affected(
                shop.spaces().spaceOf(path),
                List.of(shop.nodes().of(parent)),
                path,
                Optional.empty(),
                Optional.empty());
        return Commit.run(spec.guard(), () -> new WriteContext.Planned<>(affected, () -> make(as, parent, path, spec)));
    }

    private static WeftException taken(RelPath path) {
        return new WeftException.AlreadyExists("/" + path + " exists already");
    }

    /**
     * HDFS makes a folder also where one is, and says nothing; so a new one is made elsewhere and gets its name if that is
     * free.
     */
    private Node make(HdfsClient as, FoundFolder parent, RelPath path, MakeSpec spec) {
        try (WriteContext.Locks locks = shop.lock(Optional.empty(), parent)) {
            if (as.stat(parent.place(path.name())) != null) {
                throw taken(path);
            }
            String what = "to make /" + path;
            String place = shop.temps().fresh();
            as.makeFolder(place, what);
            InodeStatus made = as.stat(place);
            if (made == null) {
                throw new WeftException.Unavailable("a temporary folder was taken away; try again");
            }
            shop.folders()
                    .followNew(made, spec.mtime().map(Instant::toEpochMilli).orElse(made.mtime()));
            String target = shop.tree().place(path); // by its path: a folder that is gone takes nothing
            TreePropagation.Change change;
            try {
                change = shop.folders().begin(List.of(parent));
                change.make(() -> as.rename(place, target, false, what), () -> isAt(as, target, made.inode()));
            } catch (WeftException.AlreadyExists faster) {
                shop.temps().discard(as, place);
                throw taken(path);
            } catch (WeftException.NotFound gone) {
                shop.temps().discard(as, place);
                throw WeftException.NotFound.parent("the folder of /" + path + " was deleted meanwhile");
            }
            change.made(List.of(0L), null, false);
            shop.links().note(made.inode(), parent.inode(), path.name());
            return shop.nodes().of(parent, new DirEntry(path.name(), made, FileAttribute.NONE));
        }
    }

    static boolean isAt(HdfsClient as, String place, long inode) {
        InodeStatus status = as.stat(place);
        return status != null && status.inode() == inode;
    }

    void delete(HdfsClient as, RelPath path, DeleteSpec spec) throws IOException {
        if (path.isRoot()) {
            throw new WeftException.Forbidden("the root of a storage is not deleted");
        }
        shop.spaces().requireNoSpace(path);
        SpaceId space = shop.spaces().spaceOf(path);
        FoundFolder parent = shop.tree().open(as, path.parent(), Tree.Purpose.STAT);
        Commit.run(spec.guard(), () -> {
            DirEntry child = shop.tree().look(as, parent, path.name());
            if (child == null) {
                throw new WeftException.NotFound("there is no /" + path);
            }
            Node node = shop.nodes().of(parent, child);
            spec.precondition().check(node);
            Affected affected =
                    new Affected(space, List.of(shop.nodes().of(parent)), path, Optional.of(node), Optional.empty());
            return new WriteContext.Planned<>(affected, () -> remove(as, parent, path, child, spec));
        });
    }

    private @Nullable Boolean remove(HdfsClient as, FoundFolder parent, RelPath path, DirEntry known, DeleteSpec spec) {
        try (WriteContext.Locks locks = shop.lock(Optional.empty(), parent)) {
            DirEntry now = shop.tree().look(as, parent, path.name());
            if (now == null || !now.isSame(known)) {
                return null;
            }
            Node node = shop.nodes().of(parent, now);
            spec.precondition().check(node);
            String place = parent.place(path.name());
            Optional<String> item = spec.forGood()
                    ? Optional.empty()
                    : Optional.of(trash.prepare(as, shop.spaces().spaceOf(path), now, path));
            TreePropagation.Change change = begin(parent, path);
            change.make(
                    () -> {
                        if (item.isPresent()) {
                            as.rename(place, item.get(), false, "to delete /" + path);
                        } else {
                            as.delete(place, "to delete /" + path);
                        }
                    },
                    () -> as.stat(place) == null);
            long gone = item.isPresent() ? 0 : now.inode();
            change.made(List.of(-node.size()), gone, now.isFolder());
            return true;
        }
    }

    private TreePropagation.Change begin(FoundFolder parent, RelPath path) {
        try {
            return shop.folders().begin(List.of(parent));
        } catch (WeftException.NotFound moved) {
            throw new WeftException.NotFound("there is no /" + path);
        }
    }

    /** Takes a folder away for good without asking anyone; the root of a space. */
    void removeSpace(RelPath path, SpaceId space) {
        FoundFolder parent = shop.tree().open(shop.own(), path.parent(), Tree.Purpose.STAT);
        try (WriteContext.Locks locks = shop.lock(Optional.empty(), parent)) {
            DirEntry child = shop.tree().look(shop.own(), parent, path.name());
            if (child == null) {
                throw new WeftException.NotFound("there is no /" + path);
            }
            long size = shop.nodes().of(parent, child).size();
            String place = parent.place(path.name());
            TreePropagation.Change change = shop.folders().begin(List.of(parent));
            change.make(
                    () -> shop.own().delete(place, "to remove a space"),
                    () -> shop.own().stat(place) == null);
            change.made(List.of(-size), null, true);
        }
        trash.dropSpace(space);
    }
}
