/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.mount.Mount;
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
public final class TrashBin {

    private static final int AT_ONCE = 500;

    private final Files files;

    TrashBin(Files files) {
        this.files = files;
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
    public void list(Caller caller, Target tree, Query query, Sink<Trashed> sink) {
        in(caller, tree, Right.LIST_RECYCLE, bin -> {
            if (query.key().isPresent()) {
                bin.require(query.key().get());
            }
            bin.trash.list(caller, bin.space, query.key(), query.below(), item -> {
                boolean wanted = bin.covers(item) && query.takes(item.deleted());
                return !wanted || sink.accept(bin.see(item, query));
            });
            return true;
        });
    }

    /** One item, or what lies in it. */
    public Trashed item(Caller caller, Target tree, String key, RelPath below) {
        return in(caller, tree, Right.LIST_RECYCLE, bin -> {
            bin.require(key);
            Query query = below.isRoot() ? Query.all() : Query.in(key, below.parent());
            List<Trashed> found = new ArrayList<>(1);
            bin.trash.list(caller, bin.space, query.key(), query.below(), item -> {
                boolean is = below.isRoot()
                        ? item.key().equals(key)
                        : item.original().name().equals(below.name());
                if (is) {
                    found.add(bin.see(item, query));
                }
                return !is;
            });
            if (found.isEmpty()) {
                throw missing();
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
    public Written restore(
            Caller caller,
            Target tree,
            String key,
            RelPath below,
            Optional<Target> to,
            boolean overwrite,
            Change change) {
        Place source = files.placeOf(caller, tree);
        Place target = to.isPresent() ? files.placeOf(caller, to.get()) : source;
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
            bin.require(key);
            Remembering guard = files.guard(caller, target, bin.driver, Act.WRITE, Right.UPLOAD, change);
            Optional<Ref> place = to.isPresent() ? Optional.of(target.ref()) : Optional.empty();
            Node node = bin.trash.restore(caller, bin.space, key, below, place, overwrite, guard);
            return new Written(target.see(node), guard.replacedNothing());
        });
    }

    /** Deletes an item, or what lies in it, for good. */
    public void purge(Caller caller, Target tree, String key, RelPath below) {
        in(caller, tree, Right.PURGE_RECYCLE, bin -> {
            bin.require(key);
            bin.trash.purge(caller, bin.space, key, below);
            return true;
        });
    }

    /** Deletes everything in the trash of the tree for good. */
    public void empty(Caller caller, Target tree) {
        in(caller, tree, Right.PURGE_RECYCLE, bin -> {
            if (bin.isWhole()) {
                bin.trash.empty(caller, bin.space);
                return true;
            }
            List<String> keys = bin.some();
            while (!keys.isEmpty()) {
                for (String key : keys) {
                    purgeIfThere(bin, key);
                }
                keys = bin.some();
            }
            return true;
        });
    }

    private static void purgeIfThere(Bin bin, String key) throws IOException {
        try {
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

    private static <T> T in(Caller caller, Place place, Right right, Use<T> use) {
        return place.run(driver -> {
            place.require(Right.STAT);
            Trash trash = trash(place, driver);
            if (place.isTopOfSpace()) {
                place.require(right);
                return use.of(
                        new Bin(caller, place, driver, trash, place.standing().space(), null));
            }
            Resource folder = place.see(driver.stat(caller, place.ref()), right);
            return use.of(new Bin(
                    caller,
                    place,
                    driver,
                    trash,
                    folder.node().space(),
                    folder.node().path()));
        });
    }

    private static Trash trash(Place place, StorageDriver driver) {
        Mount mount = place.mount();
        Optional<Trash> trash = Abilities.of(mount, driver).trash() ? driver.trash() : Optional.empty();
        return trash.orElseThrow(
                () -> new Unsupported("storage '" + mount.name() + "' has no trash: what is deleted there is gone"));
    }

    private static NotFound missing() {
        return new NotFound("there is no such item in the trash");
    }

    /** The trash of a space, as far as it belongs to the tree that a request names. */
    private static final class Bin {
        private final Caller caller;
        private final Place place;
        private final StorageDriver driver;
        private final Trash trash;
        private final SpaceId space;
        private final Optional<RelPath> base;

        Bin(Caller caller, Place place, StorageDriver driver, Trash trash, SpaceId space, @Nullable RelPath base) {
            this.caller = caller;
            this.place = place;
            this.driver = driver;
            this.trash = trash;
            this.space = space;
            this.base = Optional.ofNullable(base);
        }

        /** Whether everything in the space's trash is the caller's business. */
        boolean isWhole() {
            return base.isEmpty() && !place.standing().isClosedSomewhere();
        }

        /** Whether it belongs to the tree, and did not lie where the caller has no right to see it. */
        /** A folder that was deleted where one is again was another: what it held is not told of the one that is there. */
        private static boolean isBelow(RelPath original, RelPath folder) {
            return original.startsWith(folder) && !original.equals(folder);
        }

        boolean covers(Trash.Item item) {
            return (base.isEmpty() || isBelow(item.original(), base.get())) && place.mayLook(item.original());
        }

        /** Refuses an item that was not deleted below the folder which the request names. */
        void require(String key) throws IOException {
            if (key.isEmpty()) {
                throw missing();
            }
            if (isWhole()) {
                return;
            }
            boolean[] found = new boolean[1];
            trash.list(caller, space, Optional.empty(), RelPath.root(), item -> {
                found[0] = item.key().equals(key) && covers(item);
                return !found[0];
            });
            if (!found[0]) {
                throw missing();
            }
        }

        List<String> some() throws IOException {
            List<String> keys = new ArrayList<>();
            trash.list(caller, space, Optional.empty(), RelPath.root(), item -> {
                if (covers(item)) {
                    keys.add(item.key());
                }
                return keys.size() < AT_ONCE;
            });
            return keys;
        }

        Trashed see(Trash.Item item, Query query) {
            RelPath below = query.key().isPresent()
                    ? query.below().resolve(item.original().name())
                    : RelPath.root();
            return new Trashed(
                    query.key().orElse(item.key()),
                    below,
                    place.seen(item.original()),
                    place.inner(item.original()),
                    item.kind(),
                    item.size(),
                    item.deleted());
        }
    }
}
