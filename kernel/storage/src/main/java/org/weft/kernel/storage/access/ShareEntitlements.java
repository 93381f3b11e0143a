/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;

/**
 * What shares say about rights: a port that the services of sharing fill. It tells what was given, by whom; that nobody
 * gives more than they have at this moment is judged in {@link SpaceAccessEvaluator}, for every request anew. Thread-safe.
 */
public interface ShareEntitlements {

    /**
     * The shares in a space that hold now. Costs no question to anybody where the space has none. The same object as long
     * as no share of the space, and nothing that a receiver made of one, has changed, so that what follows from it can be
     * kept.
     *
     * @throws org.weft.spi.WeftException.Unavailable when there are some and the store can't be asked
     */
    OfSpace of(SpaceKey space);

    /**
     * The same for who has just read the revision of what the space gives. It rises with every change of shares too, where
     * other nodes may change them; so this asks nobody anything for as long as it is the same.
     *
     * @param given the revision of the space's grants
     */
    OfSpace of(SpaceKey space, long given);

    /** Shares follow nodes into another space of the same storage; only while both are kept from changing. */
    void moveNodes(SpaceKey from, SpaceKey to, Collection<NodeId> nodes);

    /** A node of another storage has the shares of its original, which will be deleted. */
    void moveToCopy(SpaceKey from, NodeId original, SpaceKey to, NodeId copy);

    /** Somebody who shares, with the groups of this moment; empty when there is no such user any more. */
    Optional<Caller> callerFor(UserId user);

    /** Whether what others have of somebody rests. Costs no question to anybody. */
    default boolean isGone(UserId user) {
        return false;
    }

    /** How a resource is shared. */
    enum Kind {
        USER,
        GROUP,
        LINK,
        OTHER_SITE
    }

    /** The shares of one space at one moment. */
    interface OfSpace {

        /** Whether there is none at all, not even one that has ended. */
        boolean isEmpty();

        /** How many of the shares have ended by now: what follows from them is another as soon as this is. */
        int expiredCount();

        /** Whether a link to something here lets people in, and lets them write. */
        boolean isOpenForWriting(ShareId link);

        /** When shares of it began, in order. */
        NavigableSet<Instant> begins();

        /** What is shared, by shares of any kind. */
        Set<NodeId> nodes();

        /**
         * The ways in which a resource itself is shared.
         *
         * @param all whether shares count that the user neither made nor owns
         */
        Set<Kind> kinds(NodeId node, UserId user, boolean all);

        /** What is given to a user, or to one of the groups; without what the user has declined. */
        List<Given> receivedBy(UserId user, Collection<GroupId> groups);

        /**
         * What a share gives to whoever holds a token for it.
         *
         * @param key the name of the scope, such as {@code publicshare:ID} or {@code ocmshare:ID}
         */
        Optional<Given> byScope(String key);
    }

    /**
     * Rights on a resource and all below it, as somebody gave them.
     *
     * @param share the row
     * @param node the resource
     * @param rights none at all is a denial
     * @param sharer whose rights are the limit
     * @param began since when
     */
    record Given(ShareId share, NodeId node, Rights rights, UserId sharer, Instant began) {}

    /** For a site without shares. */
    static ShareEntitlements none() {
        return new NoShareEntitlements();
    }
}
