/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.commit.ChangeKind;
import org.weft.kernel.storage.commit.CommitGuard;
import org.weft.kernel.storage.commit.CommitGuardFactory;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.namespace.BatchLookup;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.namespace.Resolved;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.ServerCopy.Copied;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/**
 * Files and folders, for every protocol: finds the place, decides access, guards the change, calls the driver once.
 *
 * <p>A caller who may not see a resource gets {@code NotFound}, one who sees it and may not change it {@code Forbidden}.
 * A failing backend is {@code Unavailable}; its cause is logged here and nowhere else. Thread-safe.
 */
public final class FileService {

    private final Namespace namespace;
    private final CommitGuardFactory guards;
    private final DiskRoom disk;
    private final ResourceExtras extras;
    private final PendingPuts puts = new PendingPuts();

    private final DigestThreads threads = new DigestThreads(Runtime.getRuntime().availableProcessors() - 1);

    public FileService(Namespace namespace, CommitGuardFactory guards, ResourceExtras extras, DiskRoom disk) {
        this.disk = disk;
        this.namespace = namespace;
        this.guards = guards;
        this.extras = extras;
    }

    /** One resource. */
    public Resource stat(Caller caller, Target target, StatSpec wanted) {
        Resource found = switch (namespace.look(caller, target)) {
            case Resolved.Virtual folder -> namespace.resource(caller, folder);
            case Location location ->
                location.run(driver -> {
                    Resource resource = location.toResource(driver.stat(caller, location.ref()), Right.STAT);
                    if (wanted.isNodeOnly()) {
                        return resource;
                    }
                    List<Resource> joined = new ArrayList<>(1);
                    extras.join(caller, location.mount(), driver, List.of(resource), wanted, joined::add);
                    return joined.getFirst();
                });
        };
        return namespace.inbox().withReceivedEtag(caller, target, found);
    }

    /** Looks at many resources for one answer. */
    public BatchLookup looking(Caller caller) {
        return new BatchLookup(namespace, caller);
    }

    /**
     * Pushes the children of a folder; what the caller can't see is left out.
     *
     * @throws Unsupported for a part of a listing, when the storage keeps no order between calls
     */
    public void list(Caller caller, Target folder, ListSpec spec, StatSpec wanted, Sink<Resource> sink) {
        list(caller, folder, spec, wanted, ResourceExtras.WINDOW, sink);
    }

    /**
     * The same for a receiver that may be slow, with another bound on what is held at a time.
     *
     * @param ahead how many children are read ahead of the receiver, where something is wanted besides the nodes
     */
    public void list(Caller caller, Target folder, ListSpec spec, StatSpec wanted, int ahead, Sink<Resource> sink) {
        list(caller, folder, spec, Unreadable.WHAT_ONE_MAY, wanted, ahead, sink);
    }

    /** Whether a listing can go on behind a name, later. */
    public boolean listsInParts(Caller caller, Target folder) {
        return switch (namespace.find(caller, folder)) {
            case Resolved.Virtual virtual -> true;
            case Location location -> location.run(driver -> driver.traits().has(Traits.Trait.RESUMABLE_LIST));
        };
    }

    public void list(
            Caller caller, Target folder, ListSpec spec, Unreadable unreadable, StatSpec wanted, Sink<Resource> sink) {
        list(caller, folder, spec, unreadable, wanted, ResourceExtras.WINDOW, sink);
    }

    private void list(
            Caller caller,
            Target folder,
            ListSpec spec,
            Unreadable unreadable,
            StatSpec wanted,
            int ahead,
            Sink<Resource> sink) {
        switch (namespace.find(caller, folder)) {
            case Resolved.Virtual virtual -> namespace.list(caller, virtual, spec, sink);
            case Location location -> {
                location.require(Right.LIST_CONTAINER);
                location.run(driver -> {
                    requireOrder(driver, spec);
                    Optional<ListSpec> part = unreadable == Unreadable.EVERYTHING
                            ? Optional.of(spec)
                            : namespace.inbox().listFirst(caller, folder, spec, sink);
                    if (part.isEmpty()) {
                        return true;
                    }
                    ListingBatcher window = new ListingBatcher(
                            (resources, receiver) ->
                                    extras.join(caller, location.mount(), driver, resources, wanted, receiver),
                            ahead,
                            sink);
                    ListingFilter visible =
                            new ListingFilter(location, unreadable, part.get(), wanted.isNodeOnly() ? sink : window);
                    while (part.isPresent()) {
                        driver.list(caller, location.ref(), part.get(), visible);
                        part = visible.remaining();
                    }
                    window.complete();
                    return true;
                });
            }
        }
    }

    private static void requireOrder(StorageDriver driver, ListSpec spec) {
        boolean whole = spec.after().isEmpty() && spec.limit() == Long.MAX_VALUE;
        if (!whole && !driver.traits().has(Traits.Trait.RESUMABLE_LIST)) {
            throw new Unsupported("this storage lists a folder as a whole only, not in pages");
        }
    }

    /**
     * Opens a file.
     *
     * @param selection called with the node that was opened; see {@link ReadSpec}
     */
    public OpenFile open(Caller caller, Target file, Selection selection) {
        Location location = namespace.place(caller, file);
        location.require(Right.DOWNLOAD);
        return location.openHolding((driver, lease) -> {
            ReadSpec spec = new ReadSpec(opened -> selection.of(location.toResource(opened, Right.DOWNLOAD)));
            Content content = driver.open(caller, location.ref(), spec);
            return new OpenFile(location.toResource(content.node()), content, lease);
        });
    }

    /** Chooses the part of an opened file; see {@link ReadSpec.Selection}. */
    @FunctionalInterface
    public interface Selection {

        /** All of it. */
        Selection WHOLE = opened -> new ReadSpec.Span(0, opened.node().size());

        ReadSpec.Span of(Resource opened);
    }

    /**
     * Writes a file.
     *
     * @param body read to its end, not closed
     */
    public WriteResult put(Caller caller, Target target, PutRequest sent, InputStream body) {
        Location location = namespace.placeToPut(caller, target);
        location.require(Right.UPLOAD);
        PutRequest request = location.isUploadOnly() ? sent.dropped() : sent;
        return location.transfer(driver -> {
            SpaceKey space =
                    new SpaceKey(location.mount().storageId(), location.access().space());
            LocationRoom room = new LocationRoom(location, driver, request.onConflict());
            try (PendingPuts.Pending pending = puts.begin(space, room)) {
                return put(location, driver, request, body, pending);
            }
        });
    }

    private WriteResult put(
            Location location, StorageDriver driver, PutRequest request, InputStream body, PendingPuts.Pending pending)
            throws IOException {
        DigestingStream digesting = new DigestingStream(
                body, request.length(), request.declared(), driver.traits().checksums(), threads, pending);
        CommitGuard guard =
                guard(location.caller(), location, driver, ChangeKind.WRITE, Right.UPLOAD, request.change());
        PutSpec spec = request.spec(location, guard, digesting::checksums);
        try {
            Node node = driver.put(location.caller(), location.ref(), spec, digesting);
            return new WriteResult(location.toResource(node), guard.createdNode());
        } finally {
            digesting.release();
        }
    }

    /** Makes a folder. */
    public Resource makeFolder(Caller caller, Target target, Optional<Instant> mtime, WriteConditions conditions) {
        if (namespace.inbox().isFolder(caller, target)) {
            throw new AlreadyExists("this folder is there, and shows what others have shared with you");
        }
        Location location = namespace.placeToWrite(caller, target);
        location.require(Right.CREATE_CONTAINER);
        return location.run(driver -> {
            CommitGuard guard = guard(caller, location, driver, ChangeKind.WRITE, Right.CREATE_CONTAINER, conditions);
            return location.toResource(
                    driver.makeFolder(caller, location.ref(), new MakeSpec(mtime, guard, conditions.lockTokens())));
        });
    }

    /**
     * Makes a symbolic link.
     *
     * @param pointsTo what it says, relative to its folder
     * @throws Unsupported where the storage has no links
     */
    public Resource link(Caller caller, Target target, String pointsTo, WriteConditions conditions) {
        Location location = namespace.place(caller, target);
        return location.run(driver -> {
            location.require(Right.STAT);
            if (!Abilities.of(location.mount(), driver).symlinks()) {
                throw new Unsupported("storage '" + location.mount().name() + "' has no symbolic links");
            }
            location.require(Right.UPLOAD);
            CommitGuard guard = guard(caller, location, driver, ChangeKind.WRITE, Right.UPLOAD, conditions);
            MakeSpec spec = new MakeSpec(Optional.empty(), guard, conditions.lockTokens());
            return location.toResource(driver.symlinks().orElseThrow().make(caller, location.ref(), pointsTo, spec));
        });
    }

    /** Deletes a resource with all below it. */
    public void delete(Caller caller, Target target, WriteConditions conditions) {
        delete(caller, target, conditions, false);
    }

    /** Deletes a resource that never was more than an attempt: past the trash. */
    public void deletePermanently(Caller caller, Target target, WriteConditions conditions) {
        delete(caller, target, conditions, true);
    }

    private void delete(Caller caller, Target target, WriteConditions conditions, boolean forGood) {
        Optional<String> received = namespace.inbox().name(caller, target);
        if (received.isPresent()) {
            namespace.received().decline(caller, received.get());
            return;
        }
        Location location = namespace.place(caller, target);
        location.require(Right.DELETE);
        location.requireNotTop("deleted");
        location.requireNotSharedRoot();
        location.run(driver -> {
            CommitGuard guard = guard(caller, location, driver, ChangeKind.DELETE, Right.DELETE, conditions);
            boolean gone = forGood || !Abilities.of(location.mount(), driver).trash();
            driver.delete(
                    caller,
                    location.ref(),
                    new DeleteSpec(conditions.precondition(), guard, gone, conditions.lockTokens()));
            return true;
        });
    }

    /** Moves a resource within its storage, where ids stay. Empty when the target lies in another, and nothing is done. */
    public Optional<WriteResult> moveWithin(Caller caller, Target from, Target to, MoveRequest request) {
        Optional<String> received = namespace.inbox().name(caller, from);
        if (received.isPresent()) {
            String name = namespace
                    .inbox()
                    .name(caller, to)
                    .orElseThrow(() -> new Forbidden(
                            "something that was shared with you can get another name, but no other place; copy"
                                    + " it to have it"));
            namespace.received().rename(caller, received.get(), name);
            return Optional.of(new WriteResult(stat(caller, to, StatSpec.node()), true));
        }
        Location source = namespace.place(caller, from);
        Location target = namespace.placeToWrite(caller, to);
        source.require(Right.MOVE);
        target.require(Right.UPLOAD);
        source.requireNotTop("moved");
        target.requireNotTop("replaced");
        source.requireNotSharedRoot();
        if (!source.mount().storageId().equals(target.mount().storageId())) {
            return Optional.empty();
        }
        if (source.ref() instanceof Ref.ByPath one && target.ref() instanceof Ref.ByPath other) {
            OverlapCheck.require(one.path(), other.path());
        }
        return Optional.of(target.runFrom(source, driver -> {
            CommitGuard guard = guard(caller, target, driver, ChangeKind.MOVE, Right.MOVE, request.change());
            MoveSpec spec = new MoveSpec(
                    request.overwrite(),
                    request.source(),
                    request.change().precondition(),
                    guard,
                    request.change().lockTokens());
            Node node = driver.move(caller, source.ref(), target.ref(), spec);
            return new WriteResult(target.toResource(node), guard.targetWasFree());
        }));
    }

    /** The room in the space that a resource lies in. */
    public Quota quota(Caller caller, Target target) {
        return switch (namespace.find(caller, target)) {
            case Resolved.Virtual virtual -> Quota.unknown();
            case Location location -> {
                location.require(Right.GET_QUOTA);
                yield location.run(driver -> driver.quota(caller, location.ref()));
            }
        };
    }

    /**
     * The room for a file at the target, whoever asks: to refuse one that will not fit needs no right to see a quota. Empty where
     * no file can be.
     */
    public Optional<SpaceRoom> room(Caller caller, Target target) {
        Location location;
        try {
            location = namespace.placeToWrite(caller, target);
        } catch (NotFound | Forbidden nowhere) {
            return Optional.empty(); // the write itself says why
        }
        SpaceKey space =
                new SpaceKey(location.mount().storageId(), location.access().space());
        try {
            return location.run(driver -> {
                LocationRoom room = new LocationRoom(location, driver, OnConflict.REPLACE);
                OptionalLong left = room.quota().remaining();
                return Optional.of(new SpaceRoom(space, left, left.isEmpty() ? 0 : room.replaced()));
            });
        } catch (NotFound missing) {
            return Optional.of(new SpaceRoom(space, OptionalLong.empty(), 0));
        }
    }

    /** What can be done where the target is or would be; nothing above the mounts. */
    public Abilities abilities(Caller caller, Target target) {
        return switch (namespace.locate(caller, target)) {
            case Resolved.Virtual virtual -> Abilities.none();
            case Location location -> location.run(driver -> Abilities.of(location.mount(), driver));
        };
    }

    /**
     * Whether the server judges who may do what where the target is. Where a driver judges by itself, it knows of no shares, so
     * nobody would get in by one.
     */
    public boolean kernelEnforces(Caller caller, Target target) {
        return switch (namespace.locate(caller, target)) {
            case Resolved.Virtual virtual -> true;
            case Location location ->
                location.run(driver -> driver.traits().enforcement() == Traits.Enforcement.KERNEL);
        };
    }

    /** The shares in the space of a resource; to be asked for once for a whole listing. */
    public ShareEntitlements.OfSpace sharesIn(ResourceId space) {
        return namespace.access().shares().of(key(space));
    }

    /** The folder of what the caller received that a path in the caller's tree is or lies in. */
    public Optional<RelPath> receivedFolder(Caller caller, RelPath path) {
        return namespace.inbox().folderContaining(caller, path);
    }

    /** The folder in the caller's home that shows what was received; empty when there is nothing. */
    public Optional<RelPath> receivedAtHome(Caller caller) {
        return namespace.inbox().atHome(caller);
    }

    /** The caller's personal space, made at first use. */
    public Resource home(Caller caller) {
        return stat(caller, namespace.homeTarget(), StatSpec.node());
    }

    public Location placeToWrite(Caller caller, Target target) {
        return namespace.placeToWrite(caller, target);
    }

    public Location placeOf(Caller caller, Target target) {
        return namespace.place(caller, target);
    }

    public Namespace places() {
        return namespace;
    }

    public Location placeToPut(Caller caller, Target target) {
        return namespace.placeToPut(caller, target);
    }

    public CommitGuard guard(
            Caller caller,
            Location location,
            StorageDriver driver,
            ChangeKind kind,
            Right right,
            WriteConditions conditions) {
        if (kind == ChangeKind.WRITE) {
            disk.require();
        }
        return guards.guard(caller, location, driver, kind, right, conditions);
    }

    public void moveExtras(Resource original, Resource copy) {
        extras.moved(original.id(), copy.id());
        SpaceKey from = key(original.id());
        SpaceKey to = key(copy.id());
        namespace
                .access()
                .grants()
                .moveToCopy(from, original.id().node(), to, copy.id().node());
        namespace
                .access()
                .shares()
                .moveToCopy(from, original.id().node(), to, copy.id().node());
    }

    private static SpaceKey key(ResourceId id) {
        return new SpaceKey(id.storage(), id.space());
    }

    public void copyExtras(Resource original, Resource copy) {
        extras.copied(original.id(), copy.id());
    }

    public void copyExtras(Location source, Location target, Copied pair) {
        String storage = target.mount().storageId();
        extras.copied(
                new ResourceId(storage, source.access().space(), pair.from()),
                new ResourceId(storage, target.access().space(), pair.to()));
    }
}
