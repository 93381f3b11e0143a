/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.identity.ScopeRights;
import org.weft.kernel.storage.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;

/** Finds out what is said of a caller in a space, and of all whose shares reach the caller. For one question; not thread-safe. */
final class EntitlementCollector {

    /** So many people can stand between an owner and a receiver; what further ones share gives nothing. */
    private static final int MOST_SHARERS = 1000;

    private final ShareEntitlements shared;
    private final Instant now;
    private final Mount mount;
    private final SpaceAccess.SpaceInfo info;
    private final SpaceGrants grants;
    private final ShareEntitlements.OfSpace shares;
    private final boolean grantsCount;
    private final Instant latest;
    private final Map<UserId, Optional<Caller>> sharers = new HashMap<>();
    private final Map<UserId, Integer> numbers = new HashMap<>();
    private final List<Optional<Caller>> callers = new ArrayList<>();
    private final List<ReshareGraph.Person> participants = new ArrayList<>();
    private final List<ReshareGraph.Link> links = new ArrayList<>();

    /**
     * @param open whether anybody gets in by grants and shares here; what is closed stays so where not
     */
    EntitlementCollector(
            ShareEntitlements shared,
            Instant now,
            Mount mount,
            SpaceAccess.SpaceInfo kept,
            SpaceGrants grants,
            ShareEntitlements.OfSpace shares,
            boolean open) {
        this(shared, now, mount, kept, grants, shares, open, Instant.MAX);
    }

    private EntitlementCollector(
            ShareEntitlements shared,
            Instant now,
            Mount mount,
            SpaceAccess.SpaceInfo kept,
            SpaceGrants grants,
            ShareEntitlements.OfSpace shares,
            boolean open,
            Instant latest) {
        this.latest = latest;
        this.shared = shared;
        this.now = now;
        this.mount = mount;
        this.info = kept;
        this.grants = grants;
        this.shares = shares;
        this.grantsCount = open;
    }

    /** Those whose rights are the limit of what they share, as they were found. */
    Map<UserId, Optional<Caller>> sharers() {
        return Map.copyOf(sharers);
    }

    /**
     * The same with shares that had begun at a moment only; what closes something counts whenever that was said.
     *
     * @param moment the last
     */
    EntitlementCollector asOf(Instant moment) {
        return new EntitlementCollector(shared, now, mount, info, grants, shares, grantsCount, moment);
    }

    private List<ShareEntitlements.Given> receivedBy(Caller caller) {
        return shares.isEmpty()
                ? List.of()
                : shares.receivedBy(caller.effectiveUser(), groups(caller)).stream()
                        .filter(share ->
                                share.rights().isEmpty() || !share.began().isAfter(latest))
                        .toList();
    }

    /** What the caller's token leads to. */
    private List<ShareEntitlements.Given> fromToken(Caller caller) {
        List<ShareEntitlements.Given> given = fromOwnToken(caller);
        if (shares.isEmpty()) {
            return given;
        }
        for (Scope scope : caller.scopes()) {
            if (scope instanceof Scope.Resource resource) {
                Rights most = ScopeRights.ofResource(resource.role());
                shares.byScope(resource.key())
                        .map(share -> new ShareEntitlements.Given(
                                share.share(), share.node(), share.rights().and(most), share.sharer(), share.began()))
                        .filter(share ->
                                !share.rights().isEmpty() && !share.began().isAfter(latest))
                        .ifPresent(given::add);
            }
        }
        return given;
    }

    /** Where the token is for some of the user's own files: as if the user shared them with whoever holds it. */
    private List<ShareEntitlements.Given> fromOwnToken(Caller caller) {
        List<ShareEntitlements.Given> given = new ArrayList<>();
        if (!ScopeRights.isLimitedUser(caller)) {
            return given;
        }
        for (Scope scope : caller.scopes()) {
            if (scope instanceof Scope.Resource resource
                    && ScopeRights.isOwn(scope)
                    && resource.storage().equals(mount.storageId())
                    && resource.space().equals(info.space())
                    && !ScopeRights.ofOwn(resource.role()).isEmpty()) {
                given.add(new ShareEntitlements.Given(
                        new ShareId("own-" + given.size()),
                        resource.node(),
                        ScopeRights.ofOwn(resource.role()),
                        caller.user(),
                        Instant.EPOCH));
            }
        }
        return given;
    }

    SpaceAccess.Entitlements collect(Caller caller) {
        List<ShareEntitlements.Given> given = ScopeRights.isUser(caller) ? receivedBy(caller) : fromToken(caller);
        if (ScopeRights.isUser(caller)) {
            numbers.put(caller.effectiveUser(), 0);
        }
        ReshareGraph.Person first =
                participant(0, ScopeRights.isUser(caller) ? Optional.of(caller) : Optional.empty(), given);
        participants.add(first);
        for (int number = 1; number <= callers.size(); number++) {
            Optional<Caller> sharer = callers.get(number - 1);
            participants.add(
                    participant(number, sharer, sharer.map(this::receivedBy).orElse(List.of())));
        }
        ReshareGraph reshares =
                links.isEmpty() || first.top().closed() ? ReshareGraph.NONE : new ReshareGraph(participants, links);
        return new SpaceAccess.Entitlements(first.top(), first.below(), reshares);
    }

    /** What is said of somebody directly; what comes by others who are not the owner becomes links. */
    private ReshareGraph.Person participant(int number, Optional<Caller> who, List<ShareEntitlements.Given> given) {
        Map<NodeId, Rights> said = new HashMap<>();
        if (who.isPresent()) {
            said.putAll(grants.rightsFor(who.get().effectiveUser(), groups(who.get()), now));
        }
        for (ShareEntitlements.Given share : given) {
            if (share.rights().isEmpty() || isOwner(share.sharer())) {
                grantDirectly(said, share);
            } else if (grantsCount) {
                link(number, share);
            }
        }
        if (!grantsCount || info.owner().filter(shared::isGone).isPresent()) {
            said.values().removeIf(rights -> !rights.isEmpty());
        }
        EffectiveRights top = EffectiveRights.of(who.map(this::everyone).orElse(Rights.none()));
        Rights atTop = info.root().map(said::remove).orElse(null);
        top = atTop == null ? top : top.with(atTop);
        return new ReshareGraph.Person(top, top.closed() || said.isEmpty() ? Map.of() : said);
    }

    private boolean isOwner(UserId sharer) {
        return info.owner().filter(sharer::equals).isPresent();
    }

    /** The owner has all rights there are, as long as there is an owner. */
    private void grantDirectly(Map<NodeId, Rights> said, ShareEntitlements.Given share) {
        if (share.rights().isEmpty() || sharer(share.sharer()).isPresent()) {
            said.merge(
                    share.node(),
                    share.rights(),
                    (one, other) -> one.isEmpty() || other.isEmpty() ? Rights.none() : one.plus(other));
        }
    }

    private void link(int to, ShareEntitlements.Given share) {
        Integer from = numbers.get(share.sharer());
        if (from == null) {
            Optional<Caller> sharer = sharer(share.sharer());
            if (sharer.isEmpty() || callers.size() == MOST_SHARERS || isDeparted()) {
                return;
            }
            callers.add(sharer);
            from = callers.size();
            numbers.put(share.sharer(), from);
        }
        links.add(new ReshareGraph.Link(share.share(), share.node(), share.rights(), from, to));
    }

    /** One look for each person: thousands of shares can come from the same one. */
    private Optional<Caller> sharer(UserId id) {
        return sharers.computeIfAbsent(id, shared::callerFor);
    }

    /** What somebody shares ends with the one it belongs to. */
    private boolean isDeparted() {
        return info.owner().filter(owner -> sharer(owner).isEmpty()).isPresent();
    }

    private Rights everyone(Caller caller) {
        if (info.driverSpace().isPresent() || mount.isHome()) {
            return Rights.none();
        }
        if (mount.managers().contains(caller)) {
            return Rights.all();
        }
        return switch (mount.everyone()) {
            case NONE -> Rights.none();
            case READ -> Rights.read();
            case WRITE -> ScopeRights.write();
        };
    }

    static Collection<GroupId> groups(Caller caller) {
        return caller.actingFor().isPresent() ? List.of() : caller.groups();
    }
}
