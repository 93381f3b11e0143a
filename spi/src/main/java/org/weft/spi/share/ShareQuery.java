/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.storage.SpaceId;

/**
 * A question to a share store. Answers come ordered by share id, so that a page ends where the next one starts. Built
 * by the kernel only.
 *
 * @param shape what to look for
 * @param kinds the kinds of shares wanted; empty for all
 * @param after only shares whose id is greater
 * @param limit at most this many, 1 to 10000
 */
public record ShareQuery(Shape shape, Set<Class<? extends Share>> kinds, Optional<ShareId> after, int limit) {

    public ShareQuery {
        kinds = Set.copyOf(kinds);
        if (limit < 1 || limit > 10_000) {
            throw new IllegalArgumentException("a page holds 1 to 10000 shares, not " + limit);
        }
    }

    /** The first page of all kinds. */
    public static ShareQuery of(Shape shape) {
        return new ShareQuery(shape, Set.of(), Optional.empty(), 1000);
    }

    /** The page after this share. */
    public ShareQuery after(ShareId last) {
        return new ShareQuery(shape, kinds, Optional.of(last), limit);
    }

    /** The closed set of questions. A store has an index for each. */
    public sealed interface Shape {}

    /** Shares that the user owns or made. */
    public record ByOwner(UserId user) implements Shape {}

    /**
     * Shares that the user receives: as a user, or as a member of one of the groups. Up to some thousand groups.
     *
     * @param user the receiver
     * @param groups the receiver's groups
     */
    public record ByGrantee(UserId user, Set<GroupId> groups) implements Shape {
        public ByGrantee {
            groups = Set.copyOf(groups);
        }
    }

    /** Shares of exactly these resources, not of what lies below them; at most 1000. */
    public record ByResources(Set<ResourceId> resources) implements Shape {
        public ByResources {
            resources = Set.copyOf(resources);
        }
    }

    /** Shares of anything in the space. */
    public record BySpace(String storage, SpaceId space) implements Shape {}

    /** The link with this token. */
    public record ByToken(String token) implements Shape {
        /** Never shows the token. */
        @Override
        public String toString() {
            return "ByToken[]";
        }
    }

    /** The OCM share, sent or received, with this hash of its secret. */
    public record BySecret(String secretHash) implements Shape {
        /** Never shows the hash. */
        @Override
        public String toString() {
            return "BySecret[]";
        }
    }

    /** The incoming OCM share that a site calls so. */
    public record ByRemoteId(String host, String remoteId) implements Shape {}

    /** Shares from or to a site, in both directions. */
    public record ByHost(String host) implements Shape {}

    /** Outgoing OCM shares whose message is in this state. */
    public record ByDelivery(OcmOut.Delivery delivery) implements Shape {}

    /** Shares that are over at that moment. */
    public record ExpiredBefore(Instant moment) implements Shape {}
}
