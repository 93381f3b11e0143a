/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;

/**
 * Personal spaces are the folders of {@code users/}, project spaces those of {@code projects/}, each with a record in an
 * extended attribute. Which folder is which space is remembered for some seconds only, because other nodes of the site
 * change it as well; that a folder is no space is never remembered, since rights depend on it.
 */
final class HdfsSpaces implements Spaces {

    private static final String USERS = "users";
    private static final String PROJECTS = "projects";
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,199}");
    private static final long REMEMBERED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MOST = 20_000;

    private final HdfsClient own;
    private final Tree tree;
    private final NodeIds ids;
    private final Optional<Long> quota;
    private final DriverContext context;
    private final LruCache<RelPath, Remembered> recent = new LruCache<>(MOST);
    private @Nullable Making making;

    private record Remembered(Space space, long since) {}

    /** What makes and removes folders, and finds one by its inode; needs the spaces itself, so it comes later. */
    interface Making {
        /** Makes a folder unless there is one. */
        void make(RelPath path);

        /** Removes a folder with all that is in it, and the trash of the space that it is the root of. */
        void remove(RelPath path, SpaceId space);

        LongFunction<Optional<RelPath>> finder();
    }

    HdfsSpaces(HdfsClient own, Tree tree, NodeIds ids, Optional<Long> quota, DriverContext context) {
        this.own = own;
        this.tree = tree;
        this.ids = ids;
        this.quota = quota;
        this.context = context;
    }

    void connect(Making itsMaking) {
        this.making = itsMaking;
    }

    private Making making() {
        Making connected = making;
        if (connected == null) {
            throw new IllegalStateException("not started");
        }
        return connected;
    }

    /** The space of all that lies in no other. */
    SpaceId rootSpace() {
        return ids.space(tree.rootInode());
    }

    /** The space that a path lies in. */
    SpaceId spaceOf(RelPath path) {
        return above(path).map(Space::id).orElseGet(this::rootSpace);
    }

    /** The space that a path lies in, if it is not the root's. */
    Optional<Space> above(RelPath path) {
        if (path.depth() < 2) {
            return Optional.empty();
        }
        List<String> names = path.names();
        boolean may = names.getFirst().equals(USERS) || names.getFirst().equals(PROJECTS);
        return may ? at(RelPath.parse(names.getFirst()).resolve(names.get(1))) : Optional.empty();
    }

    /** Whether the children of a folder may lie in spaces of their own. */
    boolean dividesChildrenOf(RelPath path) {
        return path.depth() == 1 && (path.name().equals(USERS) || path.name().equals(PROJECTS));
    }

    /** The space whose root is at a path. */
    private Optional<Space> at(RelPath path) {
        Remembered known = recent.get(path);
        if (known != null && System.nanoTime() - known.since() < REMEMBERED_NANOS) {
            return Optional.of(known.space());
        }
        InodeStatus status = own.stat(tree.place(path));
        Optional<Space> read = status == null || !status.isFolder()
                ? Optional.empty()
                : record(status.inode()).map(itsRecord -> space(path, itsRecord));
        if (read.isPresent()) {
            recent.put(path, new Remembered(read.get(), System.nanoTime()));
        } else {
            recent.remove(path);
        }
        return read;
    }

    private Optional<SpaceRecord> record(long inode) {
        return own.attribute(HdfsClient.place(inode), SpaceRecord.ATTRIBUTE)
                .flatMap(value -> SpaceRecord.decode(value, inode));
    }

    private Space space(RelPath path, SpaceRecord its) {
        Optional<Long> limit = its.quota().isPresent() || its.kind() == Space.Kind.PROJECT ? its.quota() : quota;
        return new Space(
                ids.space(its.inode()), its.kind(), its.name(), its.owner(), ids.node(its.inode()), path, limit);
    }

    /** Refuses what would delete or move a space. */
    void requireNoSpace(RelPath path) {
        boolean holds = dividesChildrenOf(path) && holdsAny(path);
        if (holds || path.depth() == 2 && above(path).isPresent()) {
            throw new WeftException.Forbidden(
                    "/" + path + " is the root of a space or holds such; it is neither moved nor deleted");
        }
    }

    private boolean holdsAny(RelPath folder) {
        boolean[] found = new boolean[1];
        push(folder, space -> {
            found[0] = true;
            return false;
        });
        return found[0];
    }

    @Override
    public Set<Space.Kind> kinds() {
        return Set.of(Space.Kind.PERSONAL, Space.Kind.PROJECT);
    }

    @Override
    public void list(Sink<Space> sink) {
        if (push(RelPath.parse(USERS), sink)) {
            push(RelPath.parse(PROJECTS), sink);
        }
    }

    /** @return false when the sink wants no more */
    private boolean push(RelPath folder, Sink<Space> sink) {
        FolderPages pages = new FolderPages(own, tree.place(folder), false, "");
        while (pages.hasMore()) {
            FolderPages.Page page = pages.next();
            for (int i = 0; i < page.size(); i++) {
                if (page.statuses().get(i).isFolder()) {
                    RelPath path = folder.resolve(page.names().get(i));
                    Optional<Space> space =
                            record(page.statuses().get(i).inode()).map(its -> space(path, its));
                    if (space.isPresent() && !sink.accept(space.get())) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Override
    public Optional<Space> get(SpaceId id) {
        OptionalLong origin = ids.origin(id.value());
        if (origin.isEmpty() || origin.getAsLong() == tree.rootInode()) {
            return Optional.empty();
        }
        return making().finder()
                .apply(origin.getAsLong())
                .filter(path -> path.depth() == 2)
                .flatMap(this::at)
                .filter(space -> space.id().equals(id));
    }

    @Override
    public Space home(Caller who) {
        Optional<Space> there = existing(who.user());
        if (there.isPresent()) {
            return there.get();
        }
        try (Mutex.Held held = context.mutex("spaces").acquire()) {
            Optional<Space> meanwhile = existing(who.user());
            return meanwhile.isPresent() ? meanwhile.get() : makeHome(who);
        }
    }

    private Optional<Space> existing(UserId user) {
        return candidates(user).stream()
                .map(name -> at(RelPath.parse(USERS).resolve(name)))
                .flatMap(Optional::stream)
                .filter(space -> space.owner().equals(Optional.of(user)))
                .findFirst();
    }

    private Space makeHome(Caller who) {
        making().make(RelPath.parse(USERS));
        for (String name : candidates(who.user())) {
            RelPath path = RelPath.parse(USERS).resolve(name);
            making().make(path);
            InodeStatus status = own.stat(tree.place(path));
            if (status != null && status.isFolder() && record(status.inode()).isEmpty()) {
                return write(
                        path,
                        new SpaceRecord(
                                status.inode(),
                                Space.Kind.PERSONAL,
                                who.username(),
                                Optional.of(who.user()),
                                Optional.empty()));
            }
        }
        throw new WeftException.Conflict("no folder name is free for the home of " + who.user());
    }

    private Space write(RelPath path, SpaceRecord record) {
        own.setAttribute(HdfsClient.place(record.inode()), SpaceRecord.ATTRIBUTE, record.encode());
        Space space = space(path, record);
        recent.put(path, new Remembered(space, System.nanoTime()));
        return space;
    }

    private static List<String> candidates(UserId user) {
        String hash = hash(user.idp() + '\0' + user.opaque());
        String opaque = user.opaque();
        return SAFE.matcher(opaque).matches()
                ? List.of(opaque, opaque + "~" + hash.substring(0, 12), "~" + hash)
                : List.of("~" + hash);
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> size) {
        requireName(name);
        try (Mutex.Held held = context.mutex("spaces").acquire()) {
            requireFree(name, Optional.empty());
            making().make(RelPath.parse(PROJECTS));
            List<String> folders = SAFE.matcher(name).matches()
                    ? List.of(name, name + "~" + hash(name).substring(0, 12))
                    : List.of("~" + hash(name));
            for (String folder : folders) {
                RelPath path = RelPath.parse(PROJECTS).resolve(folder);
                if (own.stat(tree.place(path)) == null) {
                    making().make(path);
                    InodeStatus status = own.stat(tree.place(path));
                    if (status != null) {
                        return write(
                                path,
                                new SpaceRecord(
                                        status.inode(), Space.Kind.PROJECT, name, Optional.of(who.user()), size));
                    }
                }
            }
            throw new WeftException.AlreadyExists("the folder for a project \"" + name + "\" exists already");
        }
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.length() > 1000) {
            throw new WeftException.InvalidArgument("the name of a space has 1 to 1000 letters");
        }
    }

    private void requireFree(String name, Optional<SpaceId> but) {
        push(RelPath.parse(PROJECTS), space -> {
            if (space.name().equals(name) && !Optional.of(space.id()).equals(but)) {
                throw new WeftException.AlreadyExists("there is a project \"" + name + "\" already");
            }
            return true;
        });
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> size) {
        name.ifPresent(HdfsSpaces::requireName);
        try (Mutex.Held held = context.mutex("spaces").acquire()) {
            Space space = require(id);
            if (name.isPresent() && space.kind() == Space.Kind.PROJECT) {
                requireFree(name.get(), Optional.of(id));
            }
            SpaceRecord old =
                    record(ids.origin(space.root().value()).orElseThrow()).orElseThrow(HdfsSpaces::unknown);
            return write(
                    space.path(),
                    new SpaceRecord(
                            old.inode(),
                            old.kind(),
                            name.orElse(old.name()),
                            old.owner(),
                            size.isPresent() ? size : old.quota()));
        }
    }

    private Space require(SpaceId id) {
        return get(id).orElseThrow(HdfsSpaces::unknown);
    }

    private static WeftException unknown() {
        return new WeftException.NotFound("there is no such space");
    }

    @Override
    public void remove(SpaceId id) {
        try (Mutex.Held held = context.mutex("spaces").acquire()) {
            Space space = require(id);
            making().remove(space.path(), id);
            recent.remove(space.path());
        }
    }
}
