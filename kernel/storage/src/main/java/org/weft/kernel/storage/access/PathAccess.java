/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;

/**
 * How far a caller has come on the way from a space's top down to a node: what is said directly, and by shares that were
 * passed on. Immutable.
 */
public final class PathAccess {

    private final ReshareGraph passed;
    private final List<EffectiveRights> reaches;
    private final BitSet live;
    private final EffectiveRights whole;

    private PathAccess(ReshareGraph passed, List<EffectiveRights> reaches, BitSet live) {
        this.passed = passed;
        this.reaches = reaches;
        this.live = live;
        this.whole = passed.isNone()
                ? reaches.getFirst()
                : new EffectiveRights(
                        settle(passed, reaches, live)[0], reaches.getFirst().closed());
    }

    /** The same everywhere. */
    public static PathAccess of(EffectiveRights reach) {
        return new PathAccess(ReshareGraph.NONE, List.of(reach), new BitSet());
    }

    public static PathAccess top(SpaceAccess standing) {
        ReshareGraph passed = standing.passed();
        if (passed.isNone()) {
            return of(standing.top());
        }
        List<EffectiveRights> reaches =
                passed.people().stream().map(ReshareGraph.Person::top).toList();
        PathAccess way = new PathAccess(passed, reaches, new BitSet());
        return standing.root().map(way::entered).orElse(way);
    }

    /** How far the caller reaches here. */
    public EffectiveRights reach() {
        return whole;
    }

    /** One step down, to a node. */
    public PathAccess step(SpaceAccess standing, NodeId id) {
        if (passed.isNone()) {
            Rights own = standing.below().get(id);
            return own == null ? this : of(whole.with(own));
        }
        if (!passed.turns().contains(id)) {
            return this;
        }
        List<EffectiveRights> next = new ArrayList<>(reaches.size());
        for (int number = 0; number < reaches.size(); number++) {
            Rights own = passed.people().get(number).below().get(id);
            next.add(own == null ? reaches.get(number) : reaches.get(number).with(own));
        }
        return new PathAccess(passed, next, live).entered(id);
    }

    /** With the shares that begin at the node, as far as those who made them may share there. */
    private PathAccess entered(NodeId id) {
        List<Integer> here = passed.starts().getOrDefault(id, List.of());
        if (here.isEmpty()) {
            return this;
        }
        BitSet more = (BitSet) live.clone();
        int before;
        do {
            before = more.cardinality();
            Rights[] rights = settle(passed, reaches, more);
            for (int number : here) {
                if (rights[passed.links().get(number).from()].has(Right.ADD_GRANT)) {
                    more.set(number);
                }
            }
        } while (more.cardinality() > before);
        return new PathAccess(passed, reaches, more);
    }

    /**
     * What everybody may do when each live share gives what its maker has. It grows from what is said directly, so that
     * people who share with one another in a circle give each other nothing.
     */
    private static Rights[] settle(ReshareGraph passed, List<EffectiveRights> reaches, BitSet live) {
        Rights[] rights = new Rights[reaches.size()];
        for (int number = 0; number < rights.length; number++) {
            rights[number] = reaches.get(number).rights();
        }
        boolean grows = true;
        while (grows) {
            grows = false;
            for (int number = live.nextSetBit(0); number >= 0; number = live.nextSetBit(number + 1)) {
                ReshareGraph.Link link = passed.links().get(number);
                if (!reaches.get(link.to()).closed()) {
                    Rights more = rights[link.to()].plus(link.rights().and(rights[link.from()]));
                    grows |= !more.equals(rights[link.to()]);
                    rights[link.to()] = more;
                }
            }
        }
        return rights;
    }
}
