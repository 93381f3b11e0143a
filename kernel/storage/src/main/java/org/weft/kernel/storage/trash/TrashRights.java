/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.trash;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.access.PathAccess;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Trash;

/**
 * What of a space's trash is somebody's business. Who may do everything in the whole space sees all of it. For everybody else
 * an item is judged as if it still lay where it lay: by the grants, denials and shares on it and on the folders that it was
 * deleted from, known by their ids and not by paths that others may have now; and by shares that had begun by then. What was
 * deleted where nothing was granted or shared, or below a folder that is gone for good, is nobody else's. For one request and
 * one thread.
 */
final class TrashRights {

    private static final int AT_ONCE = 500;

    private final FileService files;
    private final TrashedFrom formerPlaces;
    private final Location location;
    private final StorageDriver driver;
    private final Trash trash;
    private final SpaceId space;
    private final @Nullable Resource base;
    private final Right right;
    private final SpaceAccess access;
    private final Map<Instant, SpaceAccess> then = new HashMap<>();
    private final Map<NodeId, Boolean> gone = new HashMap<>();

    /**
     * @param base the folder that the request names; none for the whole trash of the space
     * @param right what somebody needs where the item was
     */
    TrashRights(
            FileService files,
            TrashedFrom formerPlaces,
            Location location,
            StorageDriver driver,
            Trash trash,
            @Nullable Resource base,
            Right right) {
        this.files = files;
        this.formerPlaces = formerPlaces;
        this.location = location;
        this.driver = driver;
        this.trash = trash;
        this.base = base;
        this.right = right;
        this.access = location.access();
        this.space = access.space();
    }

    /** Whether somebody may do it with everything in the trash of the space, whenever it was deleted. */
    private boolean isFree() {
        return asOf(Instant.MIN).hasThroughout(right);
    }

    /** Whether the request is about all that there is. */
    boolean isWhole() {
        return base == null && isFree();
    }

    /** What may be done, by shares that had begun at a moment. */
    private SpaceAccess asOf(Instant moment) {
        Instant begun = files.places()
                .access()
                .shares()
                .of(new SpaceKey(location.mount().storageId(), space))
                .begins()
                .floor(moment);
        return then.computeIfAbsent(
                begun == null ? Instant.MIN : begun,
                last -> files.places().access().asOf(location.caller(), location.mount(), driver, access, last));
    }

    /** Where somebody stands in what was deleted. */
    private record Spot(SpaceAccess standing, PathAccess way) {

        Spot step(NodeId id) {
            return new Spot(standing, way.step(standing, id));
        }

        boolean has(Right right) {
            return standing.rights(way.reach()).has(right);
        }
    }

    /** Pushes the items that are somebody's business. */
    void list(Sink<Trash.Item> sink) throws IOException {
        List<Trash.Item> window = new ArrayList<>();
        boolean[] open = {true};
        trash.list(location.caller(), space, Optional.empty(), RelPath.root(), item -> {
            window.add(item);
            if (window.size() == AT_ONCE) {
                open[0] = push(window, sink);
            }
            return open[0];
        });
        if (open[0]) {
            push(window, sink);
        }
    }

    private boolean push(List<Trash.Item> window, Sink<Trash.Item> sink) {
        List<Trash.Item> seen = seen(window);
        window.clear();
        for (Trash.Item item : seen) {
            if (!sink.accept(item)) {
                return false;
            }
        }
        return true;
    }

    private List<Trash.Item> seen(List<Trash.Item> window) {
        List<Trash.Item> seen = new ArrayList<>();
        if (isFree()) {
            for (Trash.Item item : window) {
                if (base == null || isBelow(item.original(), base.node().path())) {
                    seen.add(item);
                }
            }
            return seen;
        }
        Map<NodeId, List<NodeId>> lay = former(window);
        for (Trash.Item item : window) {
            if (spot(item, lay).filter(spot -> spot.has(right)).isPresent()) {
                seen.add(item);
            }
        }
        return seen;
    }

    /** A folder that was deleted where one is again was another: what it held is not told of the one that is there. */
    private static boolean isBelow(RelPath original, RelPath folder) {
        return original.startsWith(folder) && !original.equals(folder);
    }

    private Map<NodeId, List<NodeId>> former(Collection<Trash.Item> items) {
        List<NodeId> nodes =
                items.stream().flatMap(item -> item.node().stream()).toList();
        return formerPlaces.of(new SpaceKey(location.mount().storageId(), space), nodes);
    }

    private Optional<Spot> spot(Trash.Item item, Map<NodeId, List<NodeId>> lay) {
        if (item.node().isEmpty()) {
            return Optional.empty();
        }
        List<NodeId> folders = lay.get(item.node().get());
        if (folders == null || base != null && !folders.contains(base.id().node())) {
            return Optional.empty();
        }
        SpaceAccess by = asOf(item.deleted());
        Spot spot = new Spot(by, PathAccess.top(by));
        for (NodeId folder : folders) {
            if (isGone(folder)) {
                return Optional.empty();
            }
            spot = spot.step(folder);
        }
        return Optional.of(spot.step(item.node().get()));
    }

    /** Whether a folder is neither live nor in the trash: what was said of it, perhaps a denial, is forgotten. */
    private boolean isGone(NodeId folder) {
        return gone.computeIfAbsent(folder, node -> !isLive(node) && !mayHold(node));
    }

    private boolean isLive(NodeId node) {
        Ref ref = new Ref.ById(Optional.empty(), node, RelPath.root());
        try {
            return location.run(live -> live.stat(location.caller(), ref).id().equals(node));
        } catch (NotFound nothing) {
            return false;
        }
    }

    private boolean mayHold(NodeId node) {
        return location.run(live -> trash.mayHold(space, node));
    }

    /**
     * Pushes what lies in an item and is somebody's business.
     *
     * @throws NotFound when the item is not
     */
    void list(String key, RelPath below, Sink<Trash.Item> sink) throws IOException {
        Optional<Part> folder = find(key, below);
        trash.list(location.caller(), space, Optional.of(key), below, child -> {
            boolean seen = folder.isEmpty()
                    || child.node()
                            .filter(id -> folder.get().spot().step(id).has(right))
                            .isPresent();
            return !seen || sink.accept(child);
        });
    }

    /** An item, or something in it. */
    private record Part(Kind kind, Spot spot) {}

    /**
     * Finds something in the trash that is somebody's business.
     *
     * @return where they stand there; empty for who may do everything
     * @throws NotFound when it is not
     */
    private Optional<Part> find(String key, RelPath below) throws IOException {
        if (key.isEmpty()) {
            throw missing();
        }
        if (isWhole()) {
            return Optional.empty();
        }
        Trash.Item item = child(Optional.empty(), RelPath.root(), key);
        if (isFree()) {
            if (seen(List.of(item)).isEmpty()) {
                throw missing();
            }
            return Optional.empty();
        }
        Spot spot = spot(item, former(List.of(item))).orElseThrow(TrashRights::missing);
        RelPath at = RelPath.root();
        for (String name : below.names()) {
            item = child(Optional.of(key), at, name);
            spot = spot.step(item.node().orElseThrow(TrashRights::missing));
            at = at.resolve(name);
        }
        if (!spot.has(right)) {
            throw missing();
        }
        return Optional.of(new Part(item.kind(), spot));
    }

    private Trash.Item child(Optional<String> key, RelPath at, String name) throws IOException {
        Trash.Item[] found = new Trash.Item[1];
        trash.list(location.caller(), space, key, at, item -> {
            boolean is = key.isEmpty()
                    ? item.key().equals(name)
                    : item.original().name().equals(name);
            if (is) {
                found[0] = item;
            }
            return !is;
        });
        if (found[0] == null) {
            throw missing();
        }
        return found[0];
    }

    /**
     * Refuses to bring back or purge what is not somebody's business.
     *
     * @throws NotFound when it is not
     * @throws Forbidden when something in it may not be
     */
    void require(String key, RelPath below) throws IOException {
        Optional<Part> part = find(key, below);
        if (part.isPresent() && part.get().kind() == Kind.FOLDER && holdsClosed()) {
            throw new Forbidden("something that was deleted with this folder may be closed to you: ask its owner");
        }
    }

    /** Whether something that is closed to them was deleted with a folder. */
    private boolean holdsClosed() throws IOException {
        Set<NodeId> closed = new HashSet<>(access.reshares().denials());
        access.byNode().forEach((node, rights) -> {
            if (rights.isEmpty()) {
                closed.add(node);
            }
        });
        Set<NodeId> deleted = new HashSet<>();
        for (NodeId node : closed) {
            if (!isLive(node) && mayHold(node)) {
                deleted.add(node);
            }
        }
        if (!deleted.isEmpty()) {
            trash.list(location.caller(), space, Optional.empty(), RelPath.root(), item -> {
                item.node().ifPresent(deleted::remove);
                return !deleted.isEmpty();
            });
        }
        return !deleted.isEmpty();
    }

    static NotFound missing() {
        return new NotFound("there is no such item in the trash");
    }
}
