/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;

/**
 * The spaces: the folders of {@code users/} and {@code projects/} that say in the attribute {@code user.weft.space} what they
 * are. All of them are kept in memory, so that a look-up is a look into a map. Thread-safe.
 */
final class SpaceTable {

    private static final Logger LOG = LoggerFactory.getLogger(SpaceTable.class);

    static final RelPath USERS = RelPath.parse("users");
    static final RelPath PROJECTS = RelPath.parse("projects");

    private final SpaceId rootSpace;
    private final Optional<Long> quota;
    private final CallBufferPool scratches;
    private final int rootFd;
    private final Map<UserId, Space> byOwner = new ConcurrentHashMap<>();
    private final Map<String, Space> byFolder = new ConcurrentHashMap<>();
    private final Map<SpaceId, Space> byId = new ConcurrentHashMap<>();

    /**
     * @param quota of each personal space, and of all that lies in no space
     */
    SpaceTable(RootFolder root, Optional<Long> quota, CallBufferPool scratches) {
        this.rootSpace = new SpaceId(root.id().text());
        this.rootFd = root.fd();
        this.quota = quota;
        this.scratches = scratches;
    }

    /** The space of all that lies in no other. */
    SpaceId rootSpace() {
        return rootSpace;
    }

    /** How many bytes a space may hold, as its folder says now: an operator may have told it otherwise. */
    Optional<Long> quotaOf(SpaceId id) {
        Space space = byId.get(id);
        if (space == null) {
            return quota;
        }
        Optional<Long> own = ownQuota(space.path());
        return own.isEmpty() && space.kind() == Space.Kind.PERSONAL ? quota : own;
    }

    /** The space that a path lies in. */
    SpaceId spaceOf(RelPath path) {
        Space space = spaceAbove(path);
        return space == null ? rootSpace : space.id();
    }

    /** Whether the children of a folder may lie in spaces of their own. */
    boolean dividesChildrenOf(RelPath path) {
        return isFull(path, USERS) || isFull(path, PROJECTS);
    }

    private boolean isFull(RelPath path, RelPath folder) {
        return path.equals(folder)
                && byId.values().stream()
                        .anyMatch(space -> space.path().parent().equals(folder));
    }

    private @Nullable Space spaceAbove(RelPath path) {
        String text = path.toString();
        int first = text.indexOf('/');
        String above = first > 0 ? text.substring(0, first) : "";
        boolean within = above.equals(USERS.toString()) || above.equals(PROJECTS.toString());
        if (!within) {
            return null;
        }
        int second = text.indexOf('/', first + 1);
        return byFolder.get(second < 0 ? text : text.substring(0, second));
    }

    /** The path of a space's root by its id. */
    Optional<RelPath> pathOf(Id id) {
        return Optional.ofNullable(byId.get(new SpaceId(id.text()))).map(Space::path);
    }

    Optional<Space> get(SpaceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Space> homeOf(UserId user) {
        return Optional.ofNullable(byOwner.get(user));
    }

    Collection<Space> all() {
        return byId.values();
    }

    /** The bytes in all spaces but that of the root. */
    long sizeOfAll(FolderTree tree) throws IOException {
        long sum = 0;
        for (Space space : byId.values()) {
            if (space.kind() == Space.Kind.PROJECT) {
                sum += tree.sizeOf(space.path());
            }
        }
        return byOwner.isEmpty() ? sum : sum + tree.sizeOf(USERS);
    }

    /** Refuses what would delete or move a space. */
    void requireNoSpace(RelPath path) {
        Space space = spaceAbove(path);
        if (dividesChildrenOf(path) || (space != null && space.path().equals(path))) {
            throw new WeftException.Forbidden(
                    "/" + path + " is the root of a space or holds such; it is neither moved nor deleted");
        }
    }

    /** Reads the spaces that are there. */
    void load(FolderTree tree) throws IOException {
        load(tree, USERS, false);
        load(tree, PROJECTS, false);
    }

    /** Reads the homes that came since: who makes one for each of ten thousand people can't look at all of them each time. */
    void loadNewHomes(FolderTree tree) throws IOException {
        load(tree, USERS, true);
    }

    private void load(FolderTree tree, RelPath container, boolean onlyNew) throws IOException {
        List<String> names = new ArrayList<>();
        try (OpenFolder folder = tree.open(container, FolderTree.Purpose.LIST);
                CallBuffer s = scratches.take();
                DirectoryReader reader = new DirectoryReader(folder.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null && name.indexOf('\\') < 0 && !(onlyNew && isKnown(container, name))) {
                    names.add(name);
                }
            }
            for (String name : names) {
                adopt(tree, folder, name);
            }
        } catch (WeftException.NotFound | WeftException.Conflict none) {
            LOG.debug("spaces_none folder={}", container);
        }
    }

    private boolean isKnown(RelPath container, String name) {
        return byFolder.containsKey(container + "/" + name);
    }

    private void adopt(FolderTree tree, OpenFolder folder, String name) throws IOException {
        DirEntry child = tree.look(folder, name);
        if (child == null || !child.isFolder()) {
            return;
        }
        boolean personal = folder.path().equals(USERS);
        String record = record(folder, name);
        Optional<OwnerRecord> owner = personal ? OwnerRecord.parse(record) : Optional.empty();
        Optional<ProjectRecord> project = personal ? Optional.empty() : ProjectRecord.parse(record);
        if (owner.isEmpty() && project.isEmpty()) {
            return;
        }
        DirEntry settled = tree.find(folder, name);
        if (settled != null) {
            remember(folder, name, settled.id(), owner, project);
        }
    }

    /** What a folder says that it is; empty when it is no space. */
    String record(OpenFolder folder, String name) {
        try (CallBuffer s = scratches.take()) {
            return LinkSyscalls.text(s, folder.fd(), s.name(name), s.spaceName());
        }
    }

    /** Writes down what a folder is. */
    void write(OpenFolder folder, String name, String record) throws IOException {
        byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
        try (CallBuffer s = scratches.take()) {
            if (bytes.length > s.value().byteSize()) {
                throw new WeftException.InvalidArgument("the names are too long to be kept with the folder");
            }
            MemorySegment.copy(bytes, 0, s.value(), JAVA_BYTE, 0, bytes.length);
            int done = Xattrs.set(s, folder.fd(), s.name(name), s.spaceName(), bytes.length);
            if (done < 0) {
                throw Errno.raise(done, "to note whose space /" + folder.path().resolve(name) + " is");
            }
        }
    }

    /** Gives a space a quota of its own. */
    void writeQuota(OpenFolder folder, String name, long bytes) throws IOException {
        try (CallBuffer s = scratches.take()) {
            int done = LinkSyscalls.setText(s, folder.fd(), s.name(name), s.quotaName(), Long.toString(bytes));
            if (done < 0) {
                throw Errno.raise(done, "to note the quota of /" + folder.path().resolve(name));
            }
        }
    }

    private Optional<Long> ownQuota(OpenFolder folder, String name) {
        try (CallBuffer s = scratches.take()) {
            return quota(LinkSyscalls.text(s, folder.fd(), s.name(name), s.quotaName()));
        }
    }

    private Optional<Long> ownQuota(RelPath path) {
        try (CallBuffer s = scratches.take()) {
            int fd = Posix.openFolder(s, rootFd, path.parent().toString());
            if (fd < 0) {
                return Optional.empty();
            }
            try {
                return quota(LinkSyscalls.text(s, fd, s.name(path.name()), s.quotaName()));
            } finally {
                Posix.close(s, fd);
            }
        }
    }

    private static Optional<Long> quota(String text) {
        return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /** A folder is a space from now on, or another one than it was. */
    Space remember(
            OpenFolder folder, String name, Id id, Optional<OwnerRecord> owner, Optional<ProjectRecord> project) {
        Optional<Long> own = ownQuota(folder, name);
        SpaceId spaceId = new SpaceId(id.text());
        Space space = new Space(
                spaceId,
                owner.isPresent() ? Space.Kind.PERSONAL : Space.Kind.PROJECT,
                owner.map(OwnerRecord::username)
                        .or(() -> project.map(ProjectRecord::name))
                        .orElseThrow(),
                owner.map(OwnerRecord::user),
                id.nodeId(),
                folder.path().resolve(name),
                owner.isPresent() && own.isEmpty() ? quota : own);
        byId.put(spaceId, space);
        byFolder.put(space.path().toString(), space);
        owner.ifPresent(record -> byOwner.put(record.user(), space));
        return space;
    }

    /** A space is no more. */
    void forget(Space space) {
        byId.remove(space.id(), space);
        byFolder.remove(space.path().toString(), space);
        space.owner().ifPresent(user -> byOwner.remove(user, space));
    }
}
