/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.storage.db.GrantRow;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.NodeId;

/**
 * Who may do what in the spaces, as far as the kernel keeps it. A space without a grant costs nothing to ask about; the
 * others are kept in memory as long as there is room. Where other nodes may change them, a revision in the database tells
 * whether the memory still holds. Thread-safe.
 */
public final class GrantCache {

    private static final int MOST_IN_MEMORY = 200_000;

    private final Optional<GrantTable> table;
    private final Clock clock;

    /** The spaces of which there is anything, with revisions of this process; unused where other nodes change them. */
    private final Map<SpaceKey, Long> known = new ConcurrentHashMap<>();

    private final Cache<SpaceKey, SpaceGrants> views = Caffeine.newBuilder()
            .maximumWeight(MOST_IN_MEMORY)
            .weigher((SpaceKey space, SpaceGrants view) -> view.weight())
            .build();

    public GrantCache(GrantTable table, Clock clock) {
        this.table = Optional.of(table);
        this.clock = clock;
        if (!table.isShared()) {
            table.spaces().forEach(space -> known.put(space, 1L));
        }
    }

    private GrantCache(Clock clock) {
        this.table = Optional.empty();
        this.clock = clock;
    }

    /** For a site where nobody can be given anything. */
    public static GrantCache none() {
        return new GrantCache(Clock.systemUTC());
    }

    public Instant now() {
        return clock.instant();
    }

    public SpaceGrants of(SpaceKey space) {
        return table.map(rows -> rows.isShared() ? shared(rows, space) : own(rows, space))
                .orElse(SpaceGrants.EMPTY);
    }

    private SpaceGrants own(GrantTable rows, SpaceKey space) {
        return known.containsKey(space) ? views.get(space, key -> read(rows, key)) : SpaceGrants.EMPTY;
    }

    private SpaceGrants read(GrantTable rows, SpaceKey space) {
        GrantTable.OfSpace stored = rows.of(space);
        return new SpaceGrants(new GrantTable.OfSpace(known.getOrDefault(space, 1L), stored.grants(), stored.space()));
    }

    private SpaceGrants shared(GrantTable rows, SpaceKey space) {
        long revision = rows.revision(space);
        if (revision == 0) {
            return SpaceGrants.EMPTY;
        }
        SpaceGrants view = views.getIfPresent(space);
        if (view != null && view.revision() == revision) {
            return view;
        }
        SpaceGrants fresh = new SpaceGrants(rows.of(space));
        views.put(space, fresh);
        return fresh;
    }

    private GrantTable rows() {
        return table.orElseThrow(() -> new IllegalStateException("there is no table of grants"));
    }

    /** Sets a grant; only while the space's gate is held exclusively. */
    public void put(GrantRow grant) {
        rows().put(grant);
        changed(grant.space());
    }

    /** Takes grants away; only while the space's gate is held exclusively, unless they have ended or their nodes have. */
    public void remove(SpaceKey space, Collection<GrantRow> grants) {
        rows().remove(space, grants);
        changed(space);
    }

    /** Grants follow their nodes into another space; only while both gates are held. */
    public void moveNodes(SpaceKey from, SpaceKey to, Collection<GrantRow> grants) {
        rows().follow(from, to, grants);
        changed(from);
        changed(to);
    }

    /** A node of another storage has the same grants as its original, which will be deleted. */
    public void moveToCopy(SpaceKey from, NodeId original, SpaceKey to, NodeId copy) {
        for (GrantRow grant : of(from).onNode(original)) {
            put(new GrantRow(to, copy, grant.grant()));
        }
    }

    /** A folder with grants about it has gone elsewhere. */
    public void moved(SpaceKey space) {
        if (rows().isShared()) {
            rows().touch(space);
        }
        changed(space);
    }

    /** What the database holds of the space is another now. */
    public void changed(SpaceKey space) {
        if (table.isPresent() && !rows().isShared()) {
            known.merge(space, 1L, Long::sum);
        }
        views.invalidate(space);
    }

    /** Something else may have changed any space. */
    public void changed() {
        known.keySet().forEach(this::changed);
    }

    /** Forgets grants that have ended. */
    public void sweep() {
        if (table.isEmpty()) {
            return;
        }
        Instant now = now();
        for (SpaceKey space : rows().withEnded(now)) {
            List<GrantRow> ended =
                    of(space).all().stream().filter(grant -> !grant.holds(now)).toList();
            if (!ended.isEmpty()) {
                remove(space, ended);
            }
        }
    }
}
