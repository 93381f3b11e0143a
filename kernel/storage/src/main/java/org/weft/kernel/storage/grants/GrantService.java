/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.grants;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.access.GrantCache;
import org.weft.kernel.storage.access.SpaceAccess;
import org.weft.kernel.storage.access.SpaceGrants;
import org.weft.kernel.storage.commit.SpaceCommitLock;
import org.weft.kernel.storage.db.GrantRow;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.WeftException.Throttled;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.Grant.Grantee;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.StorageDriver;

/**
 * Grants: rights of users and groups on a resource and all below it, or a denial of all rights there. One at the top of a
 * space is a membership. Nobody gives, changes or takes more than they have themselves. A change waits for the commits that
 * run in the space and keeps new ones waiting, so a commit sees it or comes before it. Thread-safe.
 */
public final class GrantService {

    /** How many grants a space can have. */
    public static final int MOST = 10_000;

    private final FileService files;
    private final SpaceCommitLock commitLock;
    private final GrantCache grantCache;

    public GrantService(FileService files, SpaceCommitLock commitLock, GrantCache grantCache) {
        this.files = files;
        this.commitLock = commitLock;
        this.grantCache = grantCache;
    }

    /** The grants on a resource itself, in an order that stays the same while nothing changes. */
    public List<Grant> list(Caller caller, Target target) {
        Location location = files.placeOf(caller, target);
        return location.run(driver -> {
            requireKept(location, driver);
            Node node = seen(caller, location, driver, Right.LIST_GRANTS);
            if (driver.grants().isPresent()) {
                return ofDriver(caller, location, driver);
            }
            return grantCache.of(key(location, node)).onNode(node.id()).stream()
                    .filter(grant -> grant.holds(grantCache.now()))
                    .map(GrantRow::grant)
                    .sorted(Comparator.comparing(grant -> word(grant.grantee())))
                    .toList();
        });
    }

    /** Names a grantee among those of one resource. */
    public static String word(Grantee grantee) {
        return switch (grantee) {
            case Grant.ToGroup to -> "group " + to.group();
            case Grant.ToUser to -> "user " + to.user();
        };
    }

    /**
     * Gives rights to somebody who has no grant on the resource itself yet; none at all is a denial.
     *
     * @throws AlreadyExists when there is such a grant
     */
    public void add(Caller caller, Target target, Grantee grantee, Rights rights, Optional<Instant> expires) {
        change(caller, target, grantee, Step.ADD, rights, expires);
    }

    /**
     * Gives other rights to somebody who has a grant on the resource itself.
     *
     * @throws NotFound when there is no such grant
     */
    public void update(Caller caller, Target target, Grantee grantee, Rights rights, Optional<Instant> expires) {
        change(caller, target, grantee, Step.UPDATE, rights, expires);
    }

    /** Closes the resource and all below it to somebody, whatever is granted above, here or below. */
    public void deny(Caller caller, Target target, Grantee grantee) {
        change(caller, target, grantee, Step.DENY, Rights.none(), Optional.empty());
    }

    /**
     * Takes a grant or a denial on the resource itself away.
     *
     * @throws NotFound when there is none
     */
    public void remove(Caller caller, Target target, Grantee grantee) {
        change(caller, target, grantee, Step.REMOVE, Rights.none(), Optional.empty());
    }

    private enum Step {
        ADD(Right.ADD_GRANT),
        UPDATE(Right.UPDATE_GRANT),
        DENY(Right.DENY_GRANT),
        REMOVE(Right.REMOVE_GRANT);

        private final Right right;

        Step(Right right) {
            this.right = right;
        }

        /** Whether the grant is a denial afterwards. */
        boolean denies(Rights rights) {
            return this != REMOVE && rights.isEmpty();
        }

        Right needed(Rights rights) {
            return this == ADD && rights.isEmpty() ? Right.DENY_GRANT : right;
        }
    }

    private void change(
            Caller caller, Target target, Grantee grantee, Step step, Rights rights, Optional<Instant> expires) {
        requireSound(grantee, expires);
        Location location = files.placeOf(caller, target);
        location.run(driver -> {
            requireKept(location, driver);
            Node first = seen(caller, location, driver, step.needed(rights));
            Grant grant = new Grant(grantee, rights, caller.user(), expires);
            if (driver.grants().isPresent()) {
                byDriver(caller, location, driver, first, step, grant);
                return true;
            }
            SpaceKey space = key(location, first);
            return commitLock.exclusive(space, () -> {
                Node node = seenNow(caller, location, driver, step.needed(rights));
                if (!node.space().equals(first.space())) {
                    throw new PreconditionFailed("the resource was moved to another space meanwhile");
                }
                kept(location, driver, node, step, grant);
                return true;
            });
        });
    }

    private void requireSound(Grantee grantee, Optional<Instant> expires) {
        String opaque = switch (grantee) {
            case Grant.ToUser to -> to.user().opaque();
            case Grant.ToGroup to -> to.group().opaque();
        };
        if (opaque.isEmpty() || opaque.length() > 1024 || opaque.indexOf(0) >= 0) {
            throw new InvalidArgument("the grantee has no opaque id, or one that is too long");
        }
        if (expires.isPresent() && !expires.get().isAfter(grantCache.now())) {
            throw new InvalidArgument("the expiration of a grant is in the future");
        }
    }

    private static void requireKept(Location location, StorageDriver driver) {
        if (!Abilities.of(location.mount(), driver).grants()) {
            throw new Unsupported("storage '" + location.mount().name() + "' has no grants");
        }
    }

    private static Node seen(Caller caller, Location location, StorageDriver driver, Right right) throws IOException {
        Node node = driver.stat(caller, location.ref());
        location.toResource(node, right);
        return node;
    }

    private static Node seenNow(Caller caller, Location location, StorageDriver driver, Right right)
            throws IOException {
        Node node = driver.stat(caller, location.ref());
        location.refreshAccess(driver, node.space());
        location.toResource(node, right);
        return node;
    }

    private void kept(Location location, StorageDriver driver, Node node, Step step, Grant grant) throws IOException {
        SpaceAccess access = location.refreshAccess(driver, node.space());
        SpaceKey space = key(location, node);
        SpaceGrants view = grantCache.of(space);
        Optional<GrantRow> before = view.of(node.id(), grant.grantee()).filter(old -> old.holds(grantCache.now()));
        requireSuited(step, before.isPresent());
        requireNotOwner(access, step, grant);
        Rights own = location.at(driver, access, node).reach().rights().and(access.scope());
        requireWithin(own, grant.rights());
        if (before.isPresent()) {
            requireWithin(own, before.get().grant().rights());
        }
        boolean deniedOrDenies =
                step.denies(grant.rights()) || before.filter(GrantRow::isDenial).isPresent();
        if (deniedOrDenies) {
            SpaceAccess.require(own.and(access.storageCeiling()), Right.DENY_GRANT);
        }
        if (step == Step.REMOVE) {
            grantCache.remove(space, List.of(before.orElseThrow()));
            return;
        }
        if (before.isEmpty() && view.all().size() >= MOST) {
            throw new Throttled("the space has " + MOST + " grants, as many as it may have", Duration.ofHours(1));
        }
        grantCache.put(new GrantRow(space, node.id(), grant));
    }

    private static void requireSuited(Step step, boolean there) {
        if (step == Step.ADD && there) {
            throw new AlreadyExists("there is such a grant; update it");
        }
        if (!there && (step == Step.UPDATE || step == Step.REMOVE)) {
            throw new NotFound("there is no such grant on this resource itself");
        }
    }

    private static void requireNotOwner(SpaceAccess access, Step step, Grant grant) {
        boolean owner = grant.grantee() instanceof Grant.ToUser to
                && access.owner().filter(to.user()::equals).isPresent();
        if (owner && step.denies(grant.rights())) {
            throw new InvalidArgument("a space can't be closed to its owner");
        }
    }

    private static void requireWithin(Rights own, Rights wanted) {
        if (!own.and(wanted).equals(wanted)) {
            throw new Forbidden("you can only give, change or take rights that you have yourself");
        }
    }

    private static List<Grant> ofDriver(Caller caller, Location location, StorageDriver driver) throws IOException {
        List<Grant> grants = new ArrayList<>();
        driver.grants().orElseThrow().list(caller, location.ref(), grant -> {
            grants.add(grant);
            return grants.size() < MOST;
        });
        return grants;
    }

    private static void byDriver(
            Caller caller, Location location, StorageDriver driver, Node node, Step step, Grant grant)
            throws IOException {
        Optional<Grant> before = ofDriver(caller, location, driver).stream()
                .filter(old -> old.grantee().equals(grant.grantee()))
                .findFirst();
        requireSuited(step, before.isPresent());
        Rights own = location.toResource(node).rights();
        requireWithin(own, grant.rights());
        if (before.isPresent()) {
            requireWithin(own, before.get().rights());
        }
        if (step == Step.REMOVE) {
            driver.grants().orElseThrow().remove(caller, location.ref(), grant.grantee());
        } else {
            driver.grants().orElseThrow().put(caller, location.ref(), grant);
        }
    }

    private static SpaceKey key(Location location, Node node) {
        return new SpaceKey(location.mount().storageId(), node.space());
    }
}
