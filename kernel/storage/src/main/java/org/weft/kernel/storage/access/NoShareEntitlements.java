/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
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

/** What holds where nothing can be shared. */
record NoShareEntitlements() implements ShareEntitlements, ShareEntitlements.OfSpace {

    @Override
    public OfSpace of(SpaceKey space) {
        return this;
    }

    @Override
    public OfSpace of(SpaceKey space, long given) {
        return this;
    }

    @Override
    public Optional<Caller> callerFor(UserId user) {
        return Optional.empty();
    }

    @Override
    public void moveNodes(SpaceKey from, SpaceKey to, Collection<NodeId> nodes) {
        // There is nothing to follow.
    }

    @Override
    public void moveToCopy(SpaceKey from, NodeId original, SpaceKey to, NodeId copy) {
        // There is nothing to carry.
    }

    @Override
    public Set<NodeId> nodes() {
        return Set.of();
    }

    @Override
    public Set<Kind> kinds(NodeId node, UserId user, boolean all) {
        return Set.of();
    }

    @Override
    public boolean isEmpty() {
        return true;
    }

    @Override
    public int expiredCount() {
        return 0;
    }

    @Override
    public boolean isOpenForWriting(ShareId link) {
        return false;
    }

    @Override
    public NavigableSet<Instant> begins() {
        return Collections.emptyNavigableSet();
    }

    @Override
    public List<Given> receivedBy(UserId user, Collection<GroupId> groups) {
        return List.of();
    }

    @Override
    public Optional<Given> byScope(String key) {
        return Optional.empty();
    }
}
