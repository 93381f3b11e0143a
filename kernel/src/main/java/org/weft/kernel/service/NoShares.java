/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.state.SpaceKey;
import org.weft.spi.Caller;
import org.weft.spi.GroupId;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.share.ShareId;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.RelPath;

/** What holds where nothing can be shared. */
record NoShares() implements SharedRights, SharedRights.OfSpace, Received {

    @Override
    public OfSpace of(SpaceKey space) {
        return this;
    }

    @Override
    public OfSpace of(SpaceKey space, long given) {
        return this;
    }

    @Override
    public Optional<Caller> sharer(UserId user) {
        return Optional.empty();
    }

    @Override
    public void follow(SpaceKey from, SpaceKey to, Collection<NodeId> nodes) {
        // There is nothing to follow.
    }

    @Override
    public void carry(SpaceKey from, NodeId original, SpaceKey to, NodeId copy) {
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
    public int ended() {
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
    public List<Given> to(UserId user, Collection<GroupId> groups) {
        return List.of();
    }

    @Override
    public Optional<Given> behind(String key) {
        return Optional.empty();
    }

    @Override
    public void soon(String host, Runnable work) {
        // There are no other sites.
    }

    @Override
    public Node unseen(Elsewhere item) {
        throw Place.hidden();
    }

    @Override
    public Optional<RelPath> folder() {
        return Optional.empty();
    }

    @Override
    public Optional<String> atHome() {
        return Optional.empty();
    }

    @Override
    public boolean hasAny(Caller caller) {
        return false;
    }

    @Override
    public Object version(Caller caller) {
        return NoShares.class;
    }

    @Override
    public Optional<Item> find(Caller caller, String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Item> of(Caller caller, ShareId share) {
        return Optional.empty();
    }

    @Override
    public void list(Caller caller, Optional<String> after, Sink<Item> sink) {
        // There is nothing to list.
    }

    @Override
    public void rename(Caller caller, String name, String other) {
        throw Place.hidden();
    }

    @Override
    public void decline(Caller caller, String name) {
        throw Place.hidden();
    }
}
