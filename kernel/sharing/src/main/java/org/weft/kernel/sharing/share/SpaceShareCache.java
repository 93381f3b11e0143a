/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.storage.access.ShareEntitlements;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.UserId;
import org.weft.spi.share.ResourceId;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.storage.NodeId;

/**
 * The shares of the spaces, in memory as long as there is room. A space of which nothing was ever shared costs nothing to
 * ask about. A revision tells whether the memory still holds, so that what was given out ends with its share. Thread-safe.
 */
public final class SpaceShareCache implements ShareEntitlements {

    private static final int MOST_IN_MEMORY = 200_000;
    private static final int AT_ONCE = 10_000;

    /** What another node could not tell, because it died between the change and the telling. */
    private static final Duration TRUSTED = Duration.ofMinutes(1);

    private final ShareRepository rows;
    private final ShareRevisions revisions;
    private final DeclinedShares declinedShares;
    private final Sharers sharers;
    private final Clock clock;
    private final SpaceShares nothing;
    private final Cache<SpaceKey, SpaceShares> views;

    public SpaceShareCache(
            ShareRepository rows,
            ShareRevisions revisions,
            DeclinedShares declinedShares,
            Sharers sharers,
            Clock clock) {
        this.rows = rows;
        this.revisions = revisions;
        this.declinedShares = declinedShares;
        this.sharers = sharers;
        this.clock = clock;
        this.nothing = new SpaceShares(0, List.of(), declinedShares, clock);
        Caffeine<SpaceKey, SpaceShares> bounded = Caffeine.newBuilder()
                .maximumWeight(MOST_IN_MEMORY)
                .weigher((SpaceKey space, SpaceShares view) -> view.weight());
        this.views = revisions.isShared() ? bounded.expireAfterWrite(TRUSTED).build() : bounded.build();
    }

    @Override
    public SpaceShares of(SpaceKey space) {
        return at(space, revisions.of(space));
    }

    @Override
    public SpaceShares of(SpaceKey space, long given) {
        return at(space, revisions.of(space, given));
    }

    private SpaceShares at(SpaceKey space, long revision) {
        if (revision == 0) {
            return nothing;
        }
        SpaceShares view = views.getIfPresent(space);
        if (view != null && view.revision() == revision) {
            return view;
        }
        // The revision was read first: at worst it is older than the rows, and they are asked for again.
        List<Share> shares = new ArrayList<>();
        ShareQuery all = ShareQuery.of(new ShareQuery.BySpace(space.storage(), space.space()));
        rows.all(new ShareQuery(all.shape(), all.kinds(), all.after(), AT_ONCE), shares::add);
        SpaceShares fresh = new SpaceShares(revision, shares, declinedShares, clock);
        views.put(space, fresh);
        return fresh;
    }

    @Override
    public void moveNodes(SpaceKey from, SpaceKey to, Collection<NodeId> nodes) {
        SpaceShares view = of(from);
        for (NodeId node : nodes) {
            view.all(node).forEach(share -> move(share, to, node));
        }
    }

    @Override
    public void moveToCopy(SpaceKey from, NodeId original, SpaceKey to, NodeId copy) {
        if (revisions.of(from) > 0) {
            of(from).all(original).forEach(share -> move(share, to, copy));
        }
    }

    private void move(Share share, SpaceKey to, NodeId node) {
        rows.move(share.id(), new ResourceId(to.storage(), to.space(), node));
    }

    @Override
    public Optional<Caller> callerFor(UserId user) {
        return sharers.of(user);
    }

    @Override
    public boolean isGone(UserId user) {
        return sharers.isGone(user);
    }
}
