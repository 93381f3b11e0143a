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
import java.util.Set;
import org.weft.kernel.storage.db.GrantRow;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Rights;

/** The grants of one space, and what else the kernel keeps of it, at one moment. Immutable. */
public final class SpaceGrants {

    static final SpaceGrants EMPTY = new SpaceGrants(new GrantTable.OfSpace(0, List.of(), Optional.empty()));

    private final long revision;
    private final Optional<ProjectRow> space;
    private final List<GrantRow> grants;
    private final Map<Grant.Grantee, List<GrantRow>> byGrantee = new HashMap<>();
    private final Map<NodeId, List<GrantRow>> byNode = new HashMap<>();
    private final ExpiryTimes expiries;

    SpaceGrants(GrantTable.OfSpace stored) {
        this.revision = stored.revision();
        this.space = stored.space();
        this.grants = List.copyOf(stored.grants());
        for (GrantRow grant : grants) {
            byGrantee
                    .computeIfAbsent(grant.grant().grantee(), grantee -> new ArrayList<>(1))
                    .add(grant);
            byNode.computeIfAbsent(grant.node(), node -> new ArrayList<>(1)).add(grant);
        }
        this.expiries =
                ExpiryTimes.of(grants.stream().map(grant -> grant.grant().expires()));
    }

    /** How many of the grants have ended: what follows from them is another as soon as this is. */
    int expiredCount(Instant now) {
        return expiries.countUntil(now);
    }

    /** Changes when a grant does, and when a folder goes elsewhere. */
    long revision() {
        return revision;
    }

    Optional<ProjectRow> space() {
        return space;
    }

    public boolean isEmpty() {
        return grants.isEmpty();
    }

    public List<GrantRow> all() {
        return grants;
    }

    /** How many things it holds. */
    int weight() {
        return 1 + grants.size();
    }

    public List<GrantRow> onNode(NodeId node) {
        return byNode.getOrDefault(node, List.of());
    }

    public Set<NodeId> nodes() {
        return byNode.keySet();
    }

    public Optional<GrantRow> of(NodeId node, Grant.Grantee grantee) {
        return onNode(node).stream()
                .filter(grant -> grant.grant().grantee().equals(grantee))
                .findFirst();
    }

    /** What is said of one user, node by node; no rights at all for a denial, which outweighs all else on its node. */
    Map<NodeId, Rights> rightsFor(UserId user, Collection<GroupId> groups, Instant now) {
        if (grants.isEmpty()) {
            return Map.of();
        }
        Map<NodeId, Rights> said = new HashMap<>();
        add(said, new Grant.ToUser(user), now);
        groups.forEach(group -> add(said, new Grant.ToGroup(group), now));
        return said.isEmpty() ? Map.of() : said;
    }

    private void add(Map<NodeId, Rights> said, Grant.Grantee grantee, Instant now) {
        for (GrantRow grant : byGrantee.getOrDefault(grantee, List.of())) {
            if (grant.holds(now)) {
                said.merge(
                        grant.node(),
                        grant.grant().rights(),
                        (one, other) -> one.isEmpty() || other.isEmpty() ? Rights.none() : one.plus(other));
            }
        }
    }
}
