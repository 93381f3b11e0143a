/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.trash;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitGuard;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.WriteResult;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;

/**
 * Deleted resources that can come back, for every protocol. Each call names a tree: the top of a space, for the whole of
 * its trash, or a folder, for what was deleted below it. Thread-safe.
 */
public final class TrashService {

    private static final int AT_ONCE = 500;

    private final FileService files;
    private final TrashedFrom former;

    public TrashService(FileService files, TrashedFrom former) {
        this.files = files;
        this.former = former;
    }

    /**
     * What to list.
     *
     * @param key empty for the top; else an item, to look into it
     * @param below the folder in the item whose children are wanted
     * @param from only what was deleted then or later
     * @param to only what was deleted then or earlier
     */
    public record Query(Optional<String> key, RelPath below, Optional<Instant> from, Optional<Instant> to) {

        /** Everything at the top. */
        public static Query all() {
            return new Query(Optional.empty(), RelPath.root(), Optional.empty(), Optional.empty());
        }

        /** The children of a deleted folder. */
        public static Query in(String key, RelPath below) {
            return new Query(Optional.of(key), below, Optional.empty(), Optional.empty());
        }

        private boolean takes(Instant deleted) {
            return from.filter(deleted::isBefore).isEmpty()
                    && to.filter(deleted::isAfter).isEmpty();
        }
    }

    /**
     * Pushes what lies in the trash.
     *
     * @throws Unsupported where the storage has no trash
     * @throws NotFound when there is no such item
     */
    public void list(Caller caller, Target tree, Query query, Sink<TrashItem> sink) {
        in(caller, tree, Right.LIST_RECYCLE, bin -> {
            Sink<Trash.Item> wanted =
                    item -> !query.takes(item.deleted()) || sink.accept(bin.see(item, query.key(), query.below()));
            if (query.key().isPresent()) {
                bin.rights.list(query.key().get(), query.below(), wanted);
            } else {
                bin.rights.list(wanted);
            }
            return true;
        });
    }

    /** One item, or what lies in it. */
    public TrashItem item(Caller caller, Target tree, String key, RelPath below) {
        return in(caller, tree, Right.LIST_RECYCLE, bin -> {
            List<TrashItem> found = new ArrayList<>(1);
            if (below.isRoot()) {
                bin.rights.list(item -> {
                    if (item.key().equals(key)) {
                        found.add(bin.see(item, Optional.empty(), RelPath.root()));
                    }
                    return found.isEmpty();
                });
            } else {
                bin.rights.list(key, below.parent(), item -> {
                    if (item.original().name().equals(below.name())) {
                        found.add(bin.see(item, Optional.of(key), below.parent()));
                    }
                    return found.isEmpty();
                });
            }
            if (found.isEmpty()) {
                throw TrashRights.missing();
            }
            return found.getFirst();
        });
    }

    /**
     * Brings an item, or what lies in it, back in one visible step.
     *
     * @param to where to; empty for where it was
     * @param overwrite whether what is there is replaced
     * @throws org.weft.spi.WeftException.AlreadyExists when the place is taken and {@code overwrite} is false
     */
    public WriteResult restore(
            Caller caller,
            Target tree,
            String key,
            RelPath below,
            Optional<Target> to,
            boolean overwrite,
            WriteConditions conditions) {
        Location source = files.placeOf(caller, tree);
        Location target = to.isPresent() ? files.placeOf(caller, to.get()) : source;
        if (!source.mount().storageId().equals(target.mount().storageId())) {
            throw new Unsupported(
                    "what was deleted in storage '" + source.mount().name() + "' can't come back in storage '"
                            + target.mount().name() + "': restore it, then move it");
        }
        if (to.isPresent()) {
            target.require(Right.UPLOAD);
            target.requireNotTop("replaced");
        }
        return in(caller, source, Right.RESTORE_RECYCLE, bin -> {
            bin.rights.require(key, below);
            CommitGuard guard = files.guard(caller, target, bin.driver, ChangeKind.WRITE, Right.UPLOAD, conditions);
            Optional<Ref> place = to.isPresent() ? Optional.of(target.ref()) : Optional.empty();
            Node node = bin.trash.restore(caller, bin.space, key, below, place, overwrite, guard);
            return new WriteResult(target.toResource(node), guard.targetWasFree());
        });
    }

    /** Deletes an item, or what lies in it, for good. */
    public void purge(Caller caller, Target tree, String key, RelPath below) {
        in(caller, tree, Right.PURGE_RECYCLE, bin -> {
            bin.rights.require(key, below);
            bin.trash.purge(caller, bin.space, key, below);
            return true;
        });
    }

    /** Deletes everything in the trash of the tree for good. */
    public void empty(Caller caller, Target tree) {
        in(caller, tree, Right.PURGE_RECYCLE, bin -> {
            if (bin.rights.isWhole()) {
                bin.trash.empty(caller, bin.space);
                return true;
            }
            List<String> keys = new ArrayList<>();
            do {
                keys.clear();
                bin.rights.list(item -> {
                    keys.add(item.key());
                    return keys.size() < AT_ONCE;
                });
                for (String key : keys) {
                    purgeIfThere(bin, key);
                }
            } while (!keys.isEmpty());
            return true;
        });
    }

    private static void purgeIfThere(Bin bin, String key) throws IOException {
        try {
            bin.rights.require(key, RelPath.root());
            bin.trash.purge(bin.caller, bin.space, key, RelPath.root());
        } catch (NotFound gone) {
            return; // somebody else was faster
        }
    }

    /** What is done with a bin. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Bin bin) throws IOException;
    }

    private <T> T in(Caller caller, Target tree, Right right, Use<T> use) {
        return in(caller, files.placeOf(caller, tree), right, use);
    }

    private <T> T in(Caller caller, Location location, Right right, Use<T> use) {
        return location.run(driver -> {
            location.require(Right.STAT);
            Trash trash = trash(location, driver);
            Resource base = null;
            if (location.isTopOfSpace()) {
                location.require(right);
            } else {
                base = location.toResource(driver.stat(caller, location.ref()), right);
            }
            TrashRights rights = new TrashRights(files, former, location, driver, trash, base, right);
            return use.of(
                    new Bin(caller, location, driver, trash, location.access().space(), rights));
        });
    }

    private static Trash trash(Location location, StorageDriver driver) {
        Mount mount = location.mount();
        Optional<Trash> trash = Abilities.of(mount, driver).trash() ? driver.trash() : Optional.empty();
        return trash.orElseThrow(
                () -> new Unsupported("storage '" + mount.name() + "' has no trash: what is deleted there is gone"));
    }

    /** The trash of a space, as far as it belongs to the tree that a request names. */
    private record Bin(
            Caller caller, Location place, StorageDriver driver, Trash trash, SpaceId space, TrashRights rights) {

        TrashItem see(Trash.Item item, Optional<String> key, RelPath folder) {
            return new TrashItem(
                    key.orElse(item.key()),
                    key.isPresent() ? folder.resolve(item.original().name()) : RelPath.root(),
                    place.toCallerPath(item.original()),
                    place.toSpacePath(item.original()),
                    item.kind(),
                    item.size(),
                    item.deleted());
        }
    }
}
