/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.GroupShare;
import org.weft.spi.share.Link;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.UserShare;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * Takes shares away that are over, and those of resources that are gone for good. Some are looked at in each round, so that
 * a site with millions of shares has no bad minute. What goes to another site is left to those who tell it. Thread-safe.
 */
public final class ShareSweep {

    private static final Logger LOG = LoggerFactory.getLogger(ShareSweep.class);
    private static final int AT_ONCE = 1000;

    /** Before all spaces. */
    private static final SpaceKey FIRST = new SpaceKey("", new SpaceId("-"));

    private static final Set<Class<? extends Share>> ENDING =
            Set.of(UserShare.class, GroupShare.class, Link.class, OcmIn.class, OcmOut.class);
    private static final Set<Class<? extends Share>> LOCAL =
            Set.of(UserShare.class, GroupShare.class, Link.class, OcmOut.class);

    private final ShareRepository rows;
    private final ShareRevisions revisions;
    private final ShareRules rules;
    private final OcmShareEvents sites;
    private final BiPredicate<SpaceKey, NodeId> gone;
    private final ReentrantLock round = new ReentrantLock();
    private SpaceKey space = FIRST;
    private Optional<ShareId> after = Optional.empty();

    /**
     * @param sites those that are told what has ended
     * @param gone whether nothing need be kept for a resource any more
     */
    public ShareSweep(
            ShareRepository rows,
            ShareRevisions revisions,
            ShareRules rules,
            OcmShareEvents sites,
            BiPredicate<SpaceKey, NodeId> gone) {
        this.rows = rows;
        this.revisions = revisions;
        this.rules = rules;
        this.sites = sites;
        this.gone = gone;
    }

    public void sweep() {
        round.lock();
        try {
            List<Share> over = rows.page(
                    new ShareQuery(new ShareQuery.ExpiredBefore(rules.now()), ENDING, Optional.empty(), AT_ONCE));
            int ended = removeAll(over, share -> share.hasExpired(rules.now()));
            int orphaned = orphans();
            if (ended + orphaned > 0) {
                LOG.atInfo()
                        .addKeyValue("ended", ended)
                        .addKeyValue("orphaned", orphaned)
                        .log("shares-swept");
            }
        } catch (Unavailable down) {
            LOG.atDebug().addKeyValue("reason", down.text()).log("shares-not-swept");
        } finally {
            round.unlock();
        }
    }

    /** @param still whether a share is to go as it is now: somebody may have given it a longer life meanwhile */
    private int removeAll(List<Share> shares, Predicate<Share> still) {
        int removed = 0;
        for (Share share : shares) {
            Optional<Share> ended = remove(share, still);
            removed += ended.isPresent() ? 1 : 0;
            if (ended.isPresent() && ended.get() instanceof OcmOut outgoing) {
                sites.ended(outgoing);
            }
        }
        return removed;
    }

    private Optional<Share> remove(Share share, Predicate<Share> still) {
        try {
            return rows.remove(share.id(), now -> {
                if (!still.test(now)) {
                    throw ShareRepository.missing();
                }
                return now;
            });
        } catch (NotFound stays) {
            return Optional.empty();
        }
    }

    /** Looks at the next shares, space by space; begins anew behind the last space. */
    private int orphans() {
        int left = AT_ONCE;
        int removed = 0;
        for (SpaceKey next : revisions.spacesFrom(space)) {
            if (!next.equals(space)) {
                after = Optional.empty();
                space = next;
            }
            ShareQuery.Shape shape = new ShareQuery.BySpace(space.storage(), space.space());
            List<Share> page = rows.page(new ShareQuery(shape, LOCAL, after, left));
            List<Share> orphans = new ArrayList<>();
            for (Share share : page) {
                NodeId node = share.resource().orElseThrow().node();
                if (gone.test(space, node)) {
                    orphans.add(share);
                }
            }
            removed += removeAll(orphans, share -> true);
            boolean full = page.size() == left;
            left -= page.size();
            if (full) {
                after = Optional.of(page.getLast().id());
                return removed;
            }
        }
        space = FIRST;
        after = Optional.empty();
        return removed;
    }
}
