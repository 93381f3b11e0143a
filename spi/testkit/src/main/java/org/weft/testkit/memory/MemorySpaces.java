/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.Spaces;
import org.weft.testkit.memory.Tree.Slot;

/** Personal spaces below {@code users} and projects below {@code projects}. */
final class MemorySpaces implements Spaces {

    private static final int MAX_NAME = 255;

    private final MemoryStore store;
    private final Tree tree;

    MemorySpaces(MemoryStore store, Tree tree) {
        this.store = store;
        this.tree = tree;
    }

    @Override
    public Set<Space.Kind> kinds() {
        return Set.of(Space.Kind.PERSONAL, Space.Kind.PROJECT);
    }

    private List<Space> all() throws IOException {
        return store.locked(() -> store.spaces.values().stream()
                .map(state -> state.space)
                .filter(Objects::nonNull)
                .toList());
    }

    @Override
    public void list(Sink<Space> sink) throws IOException {
        for (Space space : all()) {
            if (!sink.accept(space)) {
                return;
            }
        }
    }

    @Override
    public Optional<Space> get(SpaceId id) throws IOException {
        return store.locked(() -> Optional.ofNullable(store.spaces.get(id)).map(state -> state.space));
    }

    private Space existing(SpaceId id) {
        Space space = store.state(id).space;
        if (space == null) {
            throw new Forbidden("the storage's own space stays as it is");
        }
        return space;
    }

    @Override
    public Space home(Caller who) throws IOException {
        UserId user = who.effectiveUser();
        return store.locked(() -> {
            SpaceId known = store.homes.get(user);
            if (known != null) {
                return existing(known);
            }
            Entry users = folder("users");
            String opaque = user.opaque();
            boolean plain = opaque.matches("[A-Za-z0-9_-]{1,64}") && !users.children.containsKey(opaque);
            String name = plain ? opaque : "~" + digest(user.idp() + "\0" + opaque);
            SpaceId id = new SpaceId("p-" + name);
            store.homes.put(user, id);
            return make(users, name, id, Space.Kind.PERSONAL, who.username(), Optional.of(user), Optional.empty());
        });
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private Entry folder(String name) {
        Entry folder = store.root.children.get(name);
        if (folder == null) {
            return tree.add(new Slot(store.root, name, null), Kind.FOLDER);
        }
        if (!folder.isFolder()) {
            throw new Conflict("/" + name + " is in the way of a folder for spaces");
        }
        return folder;
    }

    private Space make(
            Entry parent,
            String folder,
            SpaceId id,
            Space.Kind kind,
            String name,
            Optional<UserId> owner,
            Optional<Long> quota) {
        MemoryStore.SpaceState state = new MemoryStore.SpaceState();
        store.spaces.put(id, state);
        Entry root = tree.add(new Slot(parent, folder, null), Kind.FOLDER);
        root.begins = id;
        Space space = new Space(id, kind, name, owner, root.id, root.path(), quota);
        state.space = space;
        store.changed();
        return space;
    }

    @Override
    public Space create(Caller who, String name, Optional<Long> quota) throws IOException {
        return store.locked(() -> {
            requireName(name, Optional.empty());
            long number = store.next();
            return make(
                    folder("projects"),
                    "project-" + number,
                    new SpaceId("s-" + number),
                    Space.Kind.PROJECT,
                    name,
                    Optional.empty(),
                    quota);
        });
    }

    private void requireName(String name, Optional<SpaceId> bearer) throws IOException {
        if (name.isBlank() || name.length() > MAX_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidArgument("a space's name has 1 to " + MAX_NAME + " characters, none of them for control");
        }
        for (Space space : all()) {
            if (space.kind() == Space.Kind.PROJECT
                    && space.name().equals(name)
                    && !Optional.of(space.id()).equals(bearer)) {
                throw new AlreadyExists("there is a space of this name already");
            }
        }
    }

    @Override
    public Space update(SpaceId id, Optional<String> name, Optional<Long> quota) throws IOException {
        return store.locked(() -> {
            Space old = existing(id);
            if (name.isPresent()) {
                requireName(name.get(), Optional.of(id));
            }
            Space updated = new Space(
                    id,
                    old.kind(),
                    name.orElse(old.name()),
                    old.owner(),
                    old.root(),
                    old.path(),
                    quota.isPresent() ? quota : old.quota());
            store.state(id).space = updated;
            return updated;
        });
    }

    @Override
    public void remove(SpaceId id) throws IOException {
        store.locked(() -> {
            Space space = existing(id);
            Entry root = store.byId.get(space.root());
            if (root != null) {
                tree.detach(root);
            }
            store.spaces.remove(id);
            space.owner().ifPresent(store.homes::remove);
            store.changed();
            return true;
        });
    }
}
