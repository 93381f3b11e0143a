/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.locks;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.db.LockRow;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;

/**
 * Locks, for every protocol in one table (RFC 4918, sections 6 and 7). Taking, refreshing and ending a lock waits for
 * the commits that run in its space and keeps new ones waiting, so a commit sees a lock or comes before it. Thread-safe.
 */
public final class LockService {

    private static final int MAX_ID = 1024;
    private static final int MAX_OWNER = 4096;
    private static final int MAX_APP = 255;

    /** How long a lock of somebody without an account lasts, unless it is renewed. */
    private static final Duration LONGEST_OF_GUESTS = Duration.ofMinutes(10);

    /** The same of one that an application takes for them: WOPI's locks last so long. */
    private static final Duration LONGEST_OF_GUESTS_APPS = Duration.ofMinutes(30);

    private final FileService files;
    private final SpaceCommitLock commitLock;
    private final LockCache cache;
    private final LockLimits limits;
    private final Clock clock;

    public LockService(
            FileService files, SpaceCommitLock commitLock, LockCache lockCache, LockLimits limits, Clock clock) {
        this.files = files;
        this.commitLock = commitLock;
        this.cache = lockCache;
        this.limits = limits;
        this.clock = clock;
    }

    /** The locks that protect a resource: its own, and those of folders above that cover all below. */
    public List<Lock> covering(Caller caller, Target target) {
        Location location = files.placeOf(caller, target);
        return location.run(driver -> {
            if (driver.locks().isPresent()) {
                location.require(Right.STAT);
                return driver.locks().get().covering(caller, location.ref());
            }
            if (!LockRules.keptHere(location.mount(), driver)) {
                return List.of();
            }
            Node node = seen(caller, location, driver, Right.STAT);
            SpaceLocks locks = cache.of(key(location.mount(), node));
            return LockRules.locks(new LockedPaths(caller, driver).covering(locks, node.id(), node.path()));
        });
    }

    /** {@link #acquire(Caller, Target, LockRequest, boolean, WriteConditions)} without conditions. */
    public AcquiredLock acquire(Caller caller, Target target, LockRequest request, boolean createIfMissing) {
        return acquire(caller, target, request, createIfMissing, WriteConditions.plain());
    }

    /**
     * Takes a lock.
     *
     * @param request a time of zero or less, or longer than the site's longest, is granted as the longest
     * @param createIfMissing whether an empty file is made where nothing is (RFC 4918, section 9.10.4)
     * @param conditions the locks that are shown for a new file's folder, and what must hold of the target
     * @throws Locked when another lock excludes it
     * @throws NotFound when nothing is there and nothing shall be made; {@code isParent} when the folder is missing
     * @throws Throttled when the space has as many locks as it may have
     */
    public AcquiredLock acquire(
            Caller caller, Target target, LockRequest request, boolean createIfMissing, WriteConditions conditions) {
        requireSound(request);
        Location location = files.placeOf(caller, target);
        location.require(Right.UPLOAD);
        Optional<Node> there = location.run(driver -> {
            LockRules.require(location.mount(), driver);
            return existing(caller, location, driver);
        });
        boolean created = false;
        if (there.isEmpty()) {
            if (!createIfMissing) {
                throw new NotFound("there is nothing to lock");
            }
            created = create(caller, target, conditions);
        }
        AcquiredLock taken = location.run(driver -> take(caller, location, driver, request, conditions));
        return new AcquiredLock(taken.lock(), taken.resource(), created);
    }

    /**
     * Refuses what the commit of a change would refuse, from the locks that were told with a resource.
     *
     * @throws Locked when none of them is shown
     */
    public static void requireShown(Caller caller, Resource resource, Set<String> shown) {
        LockRules.pass(caller, resource.locks(), shown, resource.name());
    }

    private static void requireSound(LockRequest request) {
        if (request.id().isEmpty()
                || request.id().length() > MAX_ID
                || request.id().indexOf(0) >= 0) {
            throw new InvalidArgument("a lock id has 1 to " + MAX_ID + " characters");
        }
        if (request.owner().length() > MAX_OWNER || request.owner().indexOf(0) >= 0) {
            throw new InvalidArgument("a lock's owner has " + MAX_OWNER + " characters at most");
        }
        if (request.app()
                .filter(app -> app.length() > MAX_APP || app.indexOf(0) >= 0)
                .isPresent()) {
            throw new InvalidArgument("a lock's application name has " + MAX_APP + " characters at most");
        }
    }

    private static Optional<Node> existing(Caller caller, Location location, StorageDriver driver) throws IOException {
        try {
            return Optional.of(driver.stat(caller, location.ref()));
        } catch (NotFound missing) {
            return Optional.empty();
        }
    }

    /** Makes the empty file; false when somebody else was quicker. */
    private boolean create(Caller caller, Target target, WriteConditions conditions) {
        WriteConditions absent =
                new WriteConditions(Precondition.mustNotExist(), conditions.lockTokens(), conditions.condition());
        PutRequest put = new PutRequest(
                OptionalLong.of(0), Optional.empty(), List.of(), OnConflict.FAIL, Optional.empty(), absent);
        try (InputStream empty = new ByteArrayInputStream(new byte[0])) {
            files.put(caller, target, put, empty);
            return true;
        } catch (AlreadyExists | PreconditionFailed quicker) {
            return false;
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private AcquiredLock take(
            Caller caller, Location location, StorageDriver driver, LockRequest request, WriteConditions conditions)
            throws IOException {
        if (driver.locks().isPresent()) {
            Node node = seen(caller, location, driver, Right.UPLOAD);
            return new AcquiredLock(
                    driver.locks().get().acquire(caller, location.ref(), request), location.toResource(node), false);
        }
        Node first = seen(caller, location, driver, Right.UPLOAD);
        SpaceKey space = key(location.mount(), first);
        return commitLock.exclusive(space, () -> {
            Node node = seen(caller, location, driver, Right.UPLOAD);
            requireSame(first, node);
            SpaceLocks locks = cache.of(space);
            LockedPaths paths = new LockedPaths(caller, driver);
            paths.know(node);
            List<LockRow> covering = paths.covering(locks, node.id(), node.path());
            conditions.precondition().check(node);
            conditions.condition().judge(Optional.of(node), LockRules.locks(covering));
            requireFree(request, covering);
            if (request.deep()) {
                requireFree(request, paths.below(locks, node));
            }
            List<LockRow> ended = cache.stored(space).expired(clock.instant());
            requireRoom(locks);
            Lock lock = granted(request, node.id(), clock.instant());
            LockRow stored = new LockRow(UUID.randomUUID().toString(), space, node.isFolder(), lock);
            cache.change(space, ended, List.of(stored));
            return new AcquiredLock(lock, location.toResource(node), false);
        });
    }

    /** The gate is that of the space the node was in; the caller tries again when it has left it meanwhile. */
    private static void requireSame(Node first, Node node) {
        if (!first.space().equals(node.space())) {
            throw new PreconditionFailed("the resource was moved to another space meanwhile");
        }
    }

    private static void requireFree(LockRequest request, List<LockRow> others) {
        for (LockRow other : others) {
            if (!LockRules.agree(request.sharing(), other.lock().sharing())) {
                throw new Locked(
                        "another lock is in the way until " + other.lock().expires());
            }
        }
    }

    private void requireRoom(SpaceLocks locks) {
        if (locks.all().size() >= limits.perSpace()) {
            throw new Throttled(
                    "the space has " + limits.perSpace() + " locks, as many as it may have", Duration.ofMinutes(1));
        }
    }

    private Lock granted(LockRequest request, NodeId node, Instant now) {
        return new Lock(
                request.id(),
                node,
                request.sharing(),
                request.deep(),
                request.holder(),
                request.app(),
                request.owner(),
                now,
                now.plus(time(request)));
    }

    private Duration time(LockRequest request) {
        Duration longest = limits.longest();
        if (request.holder().type() == UserType.GUEST) {
            Duration guests = request.app().isEmpty() ? LONGEST_OF_GUESTS : LONGEST_OF_GUESTS_APPS;
            longest = guests.compareTo(longest) < 0 ? guests : longest;
        }
        Duration wanted = request.duration();
        return wanted.isPositive() && wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    /** Whether the caller manages the space that a target lies in, and so may end anybody's locks there. */
    public boolean isManager(Caller caller, Target target) {
        return files.placeOf(caller, target).access().isManagers();
    }

    /**
     * Replaces the lock with the id {@code expectedId}, which protects the target, by another in one step. Its node and
     * the time of its making stay; an empty {@code owner} of {@code next} leaves the old one.
     *
     * @throws PreconditionFailed when no such lock protects the target
     * @throws Forbidden when it is another's
     * @throws Locked when {@code next} asks for more than the old lock, and another excludes that
     */
    public Lock refresh(Caller caller, Target target, String expectedId, LockRequest next) {
        ScopeRights.requireChanges(caller);
        requireSound(next);
        Location location = files.placeOf(caller, target);
        location.require(Right.UPLOAD);
        return location.run(driver -> {
            LockRules.require(location.mount(), driver);
            if (driver.locks().isPresent()) {
                return driver.locks().get().refresh(caller, location.ref(), expectedId, next);
            }
            return changeHeld(caller, location, driver, expectedId, false, (held, locks, paths) -> {
                requireGrowable(held, next, locks, paths, driver, caller);
                return Optional.of(renewed(held.lock(), next));
            });
        });
    }

    /**
     * Makes the lock with the id {@code id}, which protects the target, last longer (RFC 4918, section 9.10.2).
     *
     * @throws PreconditionFailed when no such lock protects the target
     * @throws Forbidden when it is another's
     */
    public Lock refresh(Caller caller, Target target, String id, Duration duration) {
        ScopeRights.requireChanges(caller);
        Lock held = covering(caller, target).stream()
                .filter(lock -> lock.id().equals(id))
                .findFirst()
                .orElseThrow(LockService::gone);
        LockRequest same =
                new LockRequest(id, held.sharing(), held.deep(), held.holder(), held.app(), held.owner(), duration);
        return refresh(caller, target, id, same);
    }

    private Lock renewed(Lock old, LockRequest next) {
        return new Lock(
                next.id(),
                old.node(),
                next.sharing(),
                next.deep(),
                next.holder(),
                next.app(),
                next.owner().isEmpty() ? old.owner() : next.owner(),
                old.created(),
                clock.instant().plus(time(next)));
    }

    /** A lock that asks for more than it had must agree with the others as a new one does. */
    private static void requireGrowable(
            LockRow held, LockRequest next, SpaceLocks locks, LockedPaths paths, StorageDriver driver, Caller caller)
            throws IOException {
        boolean grows = next.sharing() != held.lock().sharing()
                || next.deep() && !held.lock().deep();
        if (!grows) {
            return;
        }
        Node node = driver.stat(caller, Ref.id(held.space().space(), held.node()));
        List<LockRow> others = new ArrayList<>(paths.covering(locks, node.id(), node.path()));
        if (next.deep()) {
            others.addAll(paths.below(locks, node));
        }
        others.removeIf(other -> other.row().equals(held.row()));
        requireFree(next, others);
    }

    /**
     * Ends a lock that protects the target: one's own, and anybody's for whoever manages the space.
     *
     * @throws PreconditionFailed when no such lock protects it
     * @throws Forbidden when it is another's
     */
    public void release(Caller caller, Target target, String id) {
        ScopeRights.requireChanges(caller);
        Location location = files.placeOf(caller, target);
        location.require(Right.STAT);
        location.run(driver -> {
            LockRules.require(location.mount(), driver);
            if (driver.locks().isPresent()) {
                driver.locks().get().release(caller, location.ref(), id);
                return true;
            }
            changeHeld(
                    caller,
                    location,
                    driver,
                    id,
                    location.access().isManagers(),
                    (held, locks, paths) -> Optional.empty());
            return true;
        });
    }

    /** What becomes of a lock; empty to end it. */
    private interface Becoming {
        Optional<Lock> of(LockRow held, SpaceLocks locks, LockedPaths paths) throws IOException;
    }

    /** @param anybodys whether the lock may be another's */
    private Lock changeHeld(
            Caller caller, Location location, StorageDriver driver, String id, boolean anybodys, Becoming becoming)
            throws IOException {
        SpaceKey space = key(location.mount(), seen(caller, location, driver, Right.STAT));
        return commitLock.exclusive(space, () -> {
            Node node = seen(caller, location, driver, Right.STAT);
            SpaceLocks locks = cache.of(space);
            LockedPaths paths = new LockedPaths(caller, driver);
            LockRow held = held(caller, id, anybodys, paths.covering(locks, node.id(), node.path()));
            Optional<Lock> next = becoming.of(held, locks, paths);
            List<LockRow> in = next.map(lock -> new LockRow(held.row(), space, held.folder(), lock)).stream()
                    .toList();
            cache.change(space, List.of(held), in);
            return next.orElse(held.lock());
        });
    }

    private static LockRow held(Caller caller, String id, boolean anybodys, List<LockRow> covering) {
        boolean foreign = false;
        for (LockRow lock : covering) {
            if (lock.lock().id().equals(id)) {
                if (anybodys || lock.lock().isHeldBy(caller)) {
                    return lock;
                }
                foreign = true;
            }
        }
        if (foreign) {
            throw new Forbidden("the lock belongs to somebody else");
        }
        throw gone();
    }

    private static PreconditionFailed gone() {
        return new PreconditionFailed("no such lock protects the resource; it may have ended");
    }

    private static Node seen(Caller caller, Location location, StorageDriver driver, Right right) throws IOException {
        Node node = driver.stat(caller, location.ref());
        location.toResource(node, right);
        return node;
    }

    private static SpaceKey key(Mount mount, Node node) {
        return new SpaceKey(mount.storageId(), node.space());
    }
}
