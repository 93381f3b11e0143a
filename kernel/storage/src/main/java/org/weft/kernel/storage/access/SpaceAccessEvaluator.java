/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.mount.Abilities;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.Traits;

/**
 * Puts together what a caller may do in a space: its owner, the mount, grants, shares, and what the token is good for. What
 * grants and shares say of a caller is kept as long as all that it was made of is what it was: the views of both, which change
 * with their revisions on whatever node, what of them has ended, who shares, and what is known of the space. Thread-safe.
 */
public final class SpaceAccessEvaluator {

    private static final int MOST_IN_MEMORY = 400_000;

    private final GrantCache grants;
    private final ShareEntitlements shared;
    private final Cache<Key, Evaluated> evaluated = Caffeine.newBuilder()
            .maximumWeight(MOST_IN_MEMORY)
            .weigher((Key key, Evaluated judged) -> judged.entitlements().weight())
            .build();

    /** @param scopes of whoever holds a token for something; none for a user */
    private record Key(SpaceKey space, UserId user, String username, Set<GroupId> groups, List<Scope> scopes) {}

    public SpaceAccessEvaluator(GrantCache grants, ShareEntitlements shared) {
        this.grants = grants;
        this.shared = shared;
    }

    /** What is said of a caller, and what that was made of. */
    private record Evaluated(
            SpaceAccess.Entitlements entitlements, Causes causes, Map<UserId, Optional<Caller>> sharers) {}

    /**
     * What a judgement follows from. The views are held weakly: others keep them as long as there is room.
     *
     * @param ownerGone whether what was given on the owner's space rests
     * @param grantsEnded how many of the grants had ended
     * @param sharesEnded how many of the shares had ended
     */
    private record Causes(
            Mount mount,
            SpaceAccess.SpaceInfo info,
            boolean grantsCount,
            boolean ownerGone,
            WeakReference<SpaceGrants> grants,
            int grantsEnded,
            WeakReference<ShareEntitlements.OfSpace> shares,
            int sharesEnded) {

        boolean stillHold(
                Mount nowMount,
                SpaceAccess.SpaceInfo nowKept,
                boolean nowOpen,
                boolean nowOwnerGone,
                SpaceGrants view,
                ShareEntitlements.OfSpace given) {
            return grants.refersTo(view)
                    && shares.refersTo(given)
                    && mount == nowMount
                    && grantsCount == nowOpen
                    && ownerGone == nowOwnerGone
                    && info.equals(nowKept);
        }
    }

    /**
     * What a caller may do.
     *
     * @param known what the driver says of the space, where it is one of the driver's
     * @param root its top folder, where that is known
     */
    public SpaceAccess of(
            Caller caller,
            Mount mount,
            StorageDriver driver,
            SpaceId id,
            Optional<Space> known,
            Optional<NodeId> root) {
        SpaceKey key = new SpaceKey(mount.storageId(), id);
        SpaceGrants view = grants.of(key);
        SpaceAccess.SpaceInfo space = new SpaceAccess.SpaceInfo(id, known, view.space(), root, view.revision());
        Rights scope = ScopeRights.isUser(caller) ? ScopeRights.scope(caller) : Rights.all();
        Rights possible = ceilingOf(mount, driver);
        if (space.isDisabled()) {
            return new SpaceAccess(space, EffectiveRights.none(), scope, possible);
        }
        if (hasAll(caller, driver, space)) {
            return new SpaceAccess(space, EffectiveRights.of(Rights.all()), scope, possible);
        }
        boolean open = Abilities.of(mount, driver).grants();
        return new SpaceAccess(space, entitlements(caller, mount, space, open, view), scope, possible);
    }

    private static boolean hasAll(Caller caller, StorageDriver driver, SpaceAccess.SpaceInfo space) {
        return ScopeRights.isUser(caller)
                && (driver.traits().enforcement() == Traits.Enforcement.DRIVER
                        || space.owner().filter(caller.effectiveUser()::equals).isPresent());
    }

    /**
     * What a caller may do by shares that had begun at a moment only. Nothing of it is kept.
     *
     * @param access what the caller may do now
     */
    public SpaceAccess asOf(Caller caller, Mount mount, StorageDriver driver, SpaceAccess access, Instant moment) {
        SpaceAccess.SpaceInfo space = access.info();
        if (space.isDisabled() || hasAll(caller, driver, space)) {
            return access;
        }
        SpaceKey key = new SpaceKey(mount.storageId(), access.space());
        SpaceGrants view = grants.of(key);
        ShareEntitlements.OfSpace shares = shared.of(key, view.revision());
        boolean open = Abilities.of(mount, driver).grants();
        EntitlementCollector collector =
                new EntitlementCollector(shared, grants.now(), mount, space, view, shares, open).asOf(moment);
        return new SpaceAccess(space, collector.collect(caller), access.scope(), access.storageCeiling());
    }

    private SpaceAccess.Entitlements entitlements(
            Caller caller, Mount mount, SpaceAccess.SpaceInfo space, boolean open, SpaceGrants view) {
        SpaceKey at = new SpaceKey(mount.storageId(), space.space());
        ShareEntitlements.OfSpace shares = shared.of(at, view.revision());
        // Counted before they are read: what ends meanwhile makes the count another.
        Instant now = grants.now();
        int grantsEnded = view.expiredCount(now);
        int sharesEnded = shares.expiredCount();
        if (view.isEmpty() && shares.isEmpty()) {
            return new EntitlementCollector(shared, now, mount, space, view, shares, open).collect(caller);
        }
        Key key = new Key(
                at,
                caller.effectiveUser(),
                caller.username(),
                Set.copyOf(EntitlementCollector.groups(caller)),
                ScopeRights.isUser(caller) ? List.of() : caller.scopes());
        boolean ownerGone = space.owner().filter(shared::isGone).isPresent();
        Evaluated before = evaluated.getIfPresent(key);
        if (before != null
                && before.causes().stillHold(mount, space, open, ownerGone, view, shares)
                && before.causes().grantsEnded() == grantsEnded
                && before.causes().sharesEnded() == sharesEnded
                && areStill(before.sharers())) {
            return before.entitlements();
        }
        EntitlementCollector collector = new EntitlementCollector(shared, now, mount, space, view, shares, open);
        SpaceAccess.Entitlements said = collector.collect(caller);
        Causes causes = new Causes(
                mount,
                space,
                open,
                ownerGone,
                new WeakReference<>(view),
                grantsEnded,
                new WeakReference<>(shares),
                sharesEnded);
        evaluated.put(key, new Evaluated(said, causes, collector.sharers()));
        return said;
    }

    /** Whether those who share are who they were, in the same groups. */
    private boolean areStill(Map<UserId, Optional<Caller>> sharers) {
        for (Map.Entry<UserId, Optional<Caller>> sharer : sharers.entrySet()) {
            if (!shared.callerFor(sharer.getKey()).equals(sharer.getValue())) {
                return false;
            }
        }
        return true;
    }

    /** The most that anybody can do in a storage. */
    public static Rights ceilingOf(Mount mount, StorageDriver driver) {
        Abilities abilities = Abilities.of(mount, driver);
        Rights rights = abilities.writable() ? Rights.all() : Rights.read();
        if (!abilities.versions()) {
            rights = rights.minus(Right.LIST_VERSIONS, Right.RESTORE_VERSION);
        }
        if (!abilities.trash()) {
            rights = rights.minus(Right.LIST_RECYCLE, Right.RESTORE_RECYCLE, Right.PURGE_RECYCLE);
        }
        if (!abilities.grants()) {
            rights = rights.minus(
                    Right.LIST_GRANTS, Right.ADD_GRANT, Right.UPDATE_GRANT, Right.REMOVE_GRANT, Right.DENY_GRANT);
        }
        return rights;
    }
}
