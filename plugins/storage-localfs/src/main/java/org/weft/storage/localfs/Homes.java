/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Caller;
import org.weft.spi.DriverContext;
import org.weft.spi.Mutex;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;

/**
 * Personal spaces: the folders of {@code users/}, each with its owner in the attribute {@code user.weft.space}. All of
 * them are kept in memory, so that a look-up is a look into a map. Thread-safe.
 */
final class Homes implements Spaces {

    private static final Logger LOG = LoggerFactory.getLogger(Homes.class);
    private static final String FOLDER = "users";
    private static final RelPath USERS = RelPath.parse(FOLDER);
    private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._@+-]{0,199}");

    private final SpaceId rootSpace;
    private final Optional<Long> quota;
    private final DriverContext context;
    private final ScratchPool scratches;
    private final Map<UserId, Space> byOwner = new ConcurrentHashMap<>();
    private final Map<String, Space> byFolder = new ConcurrentHashMap<>();
    private final Map<SpaceId, Space> byId = new ConcurrentHashMap<>();

    Homes(Id root, Optional<Long> quota, DriverContext context, ScratchPool scratches) {
        this.rootSpace = new SpaceId(root.text());
        this.quota = quota;
        this.context = context;
        this.scratches = scratches;
    }

    /** The space of all that lies in no other. */
    SpaceId rootSpace() {
        return rootSpace;
    }

    /** The space that a path lies in. */
    SpaceId spaceOf(RelPath path) {
        Space home = homeAbove(path);
        return home == null ? rootSpace : home.id();
    }

    /** Whether the children of a folder lie in spaces of their own. */
    boolean dividesChildrenOf(RelPath path) {
        return path.equals(USERS) && !byFolder.isEmpty();
    }

    private @Nullable Space homeAbove(RelPath path) {
        String text = path.toString();
        if (!text.startsWith(FOLDER) || text.length() <= FOLDER.length() || text.charAt(FOLDER.length()) != '/') {
            return null;
        }
        int start = FOLDER.length() + 1;
        int end = text.indexOf('/', start);
        return byFolder.get(end < 0 ? text.substring(start) : text.substring(start, end));
    }

    /** The path of a space's root by its id. */
    Optional<RelPath> pathOf(Id id) {
        return Optional.ofNullable(byId.get(new SpaceId(id.text()))).map(Space::path);
    }

    /** The bytes in all personal spaces together. */
    long sizeOfAll(Tree at) throws IOException {
        return byFolder.isEmpty() ? 0 : at.sizeOf(USERS);
    }

    /** Refuses what would delete or move a space. */
    void requireNoSpace(RelPath path) {
        Space home = homeAbove(path);
        if (path.equals(USERS) && !byFolder.isEmpty()
                || home != null && home.path().equals(path)) {
            throw new WeftException.Forbidden(
                    "/" + path + " is the root of a space or holds such; it is neither moved nor deleted");
        }
    }

    /** Reads the spaces that are there. */
    void load(Tree tree) throws IOException {
        List<String> names = new ArrayList<>();
        try (Folder users = tree.open(USERS, Tree.Purpose.LIST);
                Scratch s = scratches.take();
                DirectoryReader reader = new DirectoryReader(users.fd())) {
            while (reader.next(s)) {
                String name = reader.name();
                if (name != null) {
                    names.add(name);
                }
            }
            for (String name : names) {
                adopt(tree, users, name);
            }
        } catch (WeftException.NotFound | WeftException.Conflict none) {
            LOG.debug("homes_none folder={}", FOLDER);
        }
    }

    private void adopt(Tree tree, Folder users, String name) throws IOException {
        if (name.indexOf('\\') >= 0) {
            return;
        }
        Child child = tree.look(users, name);
        if (child == null || !child.isFolder()) {
            return;
        }
        Optional<OwnerRecord> owner = OwnerRecord.read(scratches, users, name);
        if (owner.isPresent()) {
            Child settled = tree.find(users, name);
            if (settled != null && !byId.containsKey(new SpaceId(settled.id().text()))) {
                remember(name, settled.id(), owner.get());
            }
        }
    }

    private Space remember(String name, Id id, OwnerRecord owner) {
        SpaceId spaceId = new SpaceId(id.text());
        Space space = new Space(
                spaceId,
                Space.Kind.PERSONAL,
                owner.username(),
                Optional.of(owner.user()),
                id.nodeId(),
                USERS.resolve(name),
                quota);
        byId.put(spaceId, space);
        byFolder.put(name, space);
        byOwner.put(owner.user(), space);
        return space;
    }

    @Override
    public Set<Space.Kind> kinds() {
        return Set.of(Space.Kind.PERSONAL);
    }

    @Override
    public void list(Sink<Space> sink) {
        for (Space space : byId.values()) {
            if (!sink.accept(space)) {
                return;
            }
        }
    }

    @Override
    public Optional<Space> get(SpaceId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** What makes folders; set once at start, because it needs the spaces itself. */
    interface FolderMaker {
        /** Makes a folder unless there is one. */
        void make(RelPath path) throws IOException;
    }

    private @Nullable FolderMaker maker;
    private @Nullable Tree tree;

    void connect(Tree itsTree, FolderMaker itsMaker) {
        this.tree = itsTree;
        this.maker = itsMaker;
    }

    @Override
    public Space home(Caller who) throws IOException {
        Space known = byOwner.get(who.user());
        if (known != null) {
            return known;
        }
        Tree connectedTree = tree;
        FolderMaker connectedMaker = maker;
        if (connectedTree == null || connectedMaker == null) {
            throw new IllegalStateException("not started");
        }
        try (Mutex.Held held = context.mutex("homes").acquire()) {
            load(connectedTree); // another instance of the mount may have made it meanwhile
            Space meanwhile = byOwner.get(who.user());
            return meanwhile != null ? meanwhile : make(connectedTree, connectedMaker, who);
        }
    }

    private Space make(Tree at, FolderMaker folders, Caller who) throws IOException {
        folders.make(USERS);
        OwnerRecord owner = new OwnerRecord(who.user(), who.username());
        for (String name : candidates(who.user())) {
            RelPath path = USERS.resolve(name);
            folders.make(path);
            try (Folder users = at.open(USERS, Tree.Purpose.CHANGE)) {
                Child child = at.find(users, name);
                if (child == null
                        || child.kind() != Kind.FOLDER
                        || OwnerRecord.read(scratches, users, name).isPresent()) {
                    continue; // somebody else's
                }
                owner.write(scratches, users, name);
                try (Folder home = at.open(path, Tree.Purpose.CHANGE)) {
                    at.markSpace(home);
                }
                LOG.info("home_made folder={}", path);
                return remember(name, child.id(), owner);
            }
        }
        throw new WeftException.Conflict("no folder name is free for the home of " + who.user());
    }

    private static List<String> candidates(UserId user) {
        String hash = hash(user);
        String opaque = user.opaque();
        return SAFE.matcher(opaque).matches()
                ? List.of(opaque, opaque + "~" + hash.substring(0, 12), "~" + hash)
                : List.of("~" + hash);
    }

    private static String hash(UserId user) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(user.idp().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(user.opaque().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 20);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }

    private static WeftException noProjects() {
        return new WeftException.Unsupported("this storage makes personal spaces only, no project spaces");
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> size) {
        throw noProjects();
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> size) {
        throw noProjects();
    }

    @Override
    public void remove(SpaceId id) {
        throw noProjects();
    }
}
