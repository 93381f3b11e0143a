/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.weft.kernel.storage.access.ExpiryTimes;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;

/** The shares of one space at one moment, whoever received them. Immutable. */
final class SpaceShares implements ShareEntitlements.OfSpace {

    private final long revision;
    private final int size;
    private final DeclinedShares declinedShares;
    private final Clock clock;
    private final Map<UserId, List<Share>> byUser = new HashMap<>();
    private final Map<GroupId, List<Share>> byGroup = new HashMap<>();
    private final Map<String, Share> byKey = new HashMap<>();
    private final Map<NodeId, List<Share>> byNode = new HashMap<>();
    private final ExpiryTimes expiry;

    SpaceShares(long revision, List<Share> shares, DeclinedShares declinedShares, Clock clock) {
        this.revision = revision;
        this.size = shares.size();
        this.declinedShares = declinedShares;
        this.clock = clock;
        shares.forEach(this::add);
        this.expiry = ExpiryTimes.of(shares.stream().map(Share::expires));
    }

    private void add(Share share) {
        switch (share) {
            case UserShare user ->
                byUser.computeIfAbsent(user.grantee(), who -> new ArrayList<>(1))
                        .add(user);
            case GroupShare group ->
                byGroup.computeIfAbsent(group.grantee(), who -> new ArrayList<>(1))
                        .add(group);
            case Link link -> byKey.put(LinkScope.plain(link), link);
            case OcmOut outgoing -> byKey.put("ocmshare:" + outgoing.id(), outgoing);
            case OcmIn elsewhere -> {}
        }
        share.resource()
                .ifPresent(resource -> byNode.computeIfAbsent(resource.node(), node -> new ArrayList<>(1))
                        .add(share));
    }

    int weight() {
        return 1 + size;
    }

    @Override
    public boolean isEmpty() {
        return size == 0;
    }

    long revision() {
        return revision;
    }

    @Override
    public int expiredCount() {
        return expiry.countUntil(clock.instant());
    }

    @Override
    public List<ShareEntitlements.Given> receivedBy(UserId user, Collection<GroupId> groups) {
        List<Share> shares = new ArrayList<>(byUser.getOrDefault(user, List.of()));
        groups.forEach(group -> shares.addAll(byGroup.getOrDefault(group, List.of())));
        Instant now = clock.instant();
        shares.removeIf(share -> share.hasExpired(now));
        if (shares.isEmpty()) {
            return List.of();
        }
        return declinedShares.without(user, shares).stream()
                .map(SpaceShares::given)
                .toList();
    }

    @Override
    public Optional<ShareEntitlements.Given> byScope(String key) {
        return Optional.ofNullable(byKey.get(LinkScope.plain(key)))
                .filter(share -> !(share instanceof Link link) || isOpenBy(link, key))
                .filter(share -> !share.hasExpired(clock.instant()))
                .map(SpaceShares::given);
    }

    /** What was given out before a link had this password, or while it gave something, is good for nothing. */
    private static boolean isOpenBy(Link link, String key) {
        return !link.isInternal() && LinkScope.key(link).equals(key);
    }

    private static ShareEntitlements.Given given(Share share) {
        return new ShareEntitlements.Given(
                share.id(), share.resource().orElseThrow().node(), share.rights(), share.creator(), share.created());
    }

    @Override
    public boolean isOpenForWriting(ShareId link) {
        return byKey.get(LinkScope.plain(link)) instanceof Link it
                && !it.isInternal()
                && it.rights().has(Right.UPLOAD)
                && !it.hasExpired(clock.instant());
    }

    @Override
    public NavigableSet<Instant> begins() {
        NavigableSet<Instant> begins = new TreeSet<>();
        byNode.values().forEach(shares -> shares.forEach(share -> begins.add(share.created())));
        return begins;
    }

    @Override
    public Set<NodeId> nodes() {
        return byNode.keySet();
    }

    /** The shares of exactly this resource, ended ones too. */
    List<Share> all(NodeId node) {
        return byNode.getOrDefault(node, List.of());
    }

    @Override
    public Set<ShareEntitlements.Kind> kinds(NodeId node, UserId user, boolean all) {
        Set<ShareEntitlements.Kind> kinds = EnumSet.noneOf(ShareEntitlements.Kind.class);
        Instant now = clock.instant();
        for (Share share : all(node)) {
            boolean told = all || share.owner().equals(user) || share.creator().equals(user);
            if (told && !share.rights().isEmpty() && !share.hasExpired(now)) {
                kinds.add(kind(share));
            }
        }
        return kinds;
    }

    private static ShareEntitlements.Kind kind(Share share) {
        return switch (share) {
            case UserShare user -> ShareEntitlements.Kind.USER;
            case GroupShare group -> ShareEntitlements.Kind.GROUP;
            case Link link -> ShareEntitlements.Kind.LINK;
            case OcmOut outgoing -> ShareEntitlements.Kind.OTHER_SITE;
            case OcmIn incoming -> ShareEntitlements.Kind.OTHER_SITE;
        };
    }
}
