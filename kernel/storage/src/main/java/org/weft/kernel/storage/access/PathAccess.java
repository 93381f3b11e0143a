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

    private final ReshareGraph reshares;
    private final List<EffectiveRights> reaches;
    private final BitSet active;
    private final EffectiveRights whole;

    private PathAccess(ReshareGraph reshares, List<EffectiveRights> reaches, BitSet live) {
        this.reshares = reshares;
        this.reaches = reaches;
        this.active = live;
        this.whole = reshares.isEmpty()
                ? reaches.getFirst()
                : new EffectiveRights(
                        propagate(reshares, reaches, live)[0],
                        reaches.getFirst().closed());
    }

    /** The same everywhere. */
    public static PathAccess of(EffectiveRights reach) {
        return new PathAccess(ReshareGraph.NONE, List.of(reach), new BitSet());
    }

    public static PathAccess top(SpaceAccess access) {
        ReshareGraph reshares = access.reshares();
        if (reshares.isEmpty()) {
            return of(access.top());
        }
        List<EffectiveRights> reaches =
                reshares.participants().stream().map(ReshareGraph.Person::top).toList();
        PathAccess pathAccess = new PathAccess(reshares, reaches, new BitSet());
        return access.root().map(pathAccess::withResharesAt).orElse(pathAccess);
    }

    /** How far the caller reaches here. */
    public EffectiveRights reach() {
        return whole;
    }

    /** One step down, to a node. */
    public PathAccess step(SpaceAccess access, NodeId id) {
        if (reshares.isEmpty()) {
            Rights own = access.byNode().get(id);
            return own == null ? this : of(whole.with(own));
        }
        if (!reshares.changingNodes().contains(id)) {
            return this;
        }
        List<EffectiveRights> next = new ArrayList<>(reaches.size());
        for (int number = 0; number < reaches.size(); number++) {
            Rights own = reshares.participants().get(number).below().get(id);
            next.add(own == null ? reaches.get(number) : reaches.get(number).with(own));
        }
        return new PathAccess(reshares, next, active).withResharesAt(id);
    }

    /** With the shares that begin at the node, as far as those who made them may share there. */
    private PathAccess withResharesAt(NodeId id) {
        List<Integer> here = reshares.byNode().getOrDefault(id, List.of());
        if (here.isEmpty()) {
            return this;
        }
        BitSet more = (BitSet) active.clone();
        int before;
        do {
            before = more.cardinality();
            Rights[] rights = propagate(reshares, reaches, more);
            for (int number : here) {
                if (rights[reshares.links().get(number).from()].has(Right.ADD_GRANT)) {
                    more.set(number);
                }
            }
        } while (more.cardinality() > before);
        return new PathAccess(reshares, reaches, more);
    }

    /**
     * What everybody may do when each live share gives what its maker has. It grows from what is said directly, so that
     * people who share with one another in a circle give each other nothing.
     */
    private static Rights[] propagate(ReshareGraph reshares, List<EffectiveRights> reaches, BitSet live) {
        Rights[] rights = new Rights[reaches.size()];
        for (int number = 0; number < rights.length; number++) {
            rights[number] = reaches.get(number).rights();
        }
        boolean grows = true;
        while (grows) {
            grows = false;
            for (int number = live.nextSetBit(0); number >= 0; number = live.nextSetBit(number + 1)) {
                ReshareGraph.Link link = reshares.links().get(number);
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
