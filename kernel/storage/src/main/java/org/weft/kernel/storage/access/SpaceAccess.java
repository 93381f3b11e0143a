/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.storage.db.ProjectRow;
import org.weft.kernel.storage.resource.NotVisible;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.Space;
import org.weft.spi.storage.SpaceId;

/**
 * What a caller may do in a space, at one moment.
 *
 * @param info which, and what is known of it
 * @param entitlements what is said of the caller
 * @param scope the most that the caller's token is good for
 * @param storageCeiling the most that anybody can do in this storage
 */
public record SpaceAccess(SpaceInfo info, Entitlements entitlements, Rights scope, Rights storageCeiling) {

    public SpaceAccess(SpaceInfo kept, EffectiveRights top, Rights scope, Rights possible) {
        this(kept, new Entitlements(top, Map.of(), ReshareGraph.NONE), scope, possible);
    }

    /**
     * What is said of a caller in a space, by grants, shares and whatever else. Immutable.
     *
     * @param top how far the caller reaches at its top
     * @param byNode what is granted to the caller, or denied, on nodes below the top
     * @param reshares what shares say that were passed on by others than the space's owner
     * @param ceiling what the caller may do in one place or another
     * @param denials whether there is a place below the top that is closed to the caller
     */
    record Entitlements(
            EffectiveRights top, Map<NodeId, Rights> byNode, ReshareGraph reshares, Rights ceiling, boolean denials) {

        Entitlements(EffectiveRights top, Map<NodeId, Rights> below, ReshareGraph reshares) {
            this(top, below, reshares, ceiling(top, below, reshares), hasDenials(below, reshares));
        }

        private static Rights ceiling(EffectiveRights top, Map<NodeId, Rights> below, ReshareGraph reshares) {
            Rights most = top.rights();
            for (Rights own : below.values()) {
                most = most.plus(own);
            }
            return most.plus(reshares.ceiling());
        }

        private static boolean hasDenials(Map<NodeId, Rights> below, ReshareGraph reshares) {
            return below.values().stream().anyMatch(Rights::isEmpty) || reshares.hasDenials();
        }

        /** How many things it holds. */
        int weight() {
            return 1 + byNode.size() + reshares.weight();
        }
    }

    public EffectiveRights top() {
        return entitlements.top();
    }

    public Map<NodeId, Rights> byNode() {
        return entitlements.byNode();
    }

    public ReshareGraph reshares() {
        return entitlements.reshares();
    }

    /**
     * What is known of a space, whoever asks.
     *
     * @param space which
     * @param driverSpace what the driver says of it, where it is one of the driver's spaces
     * @param row what the kernel keeps of it, where it is a project
     * @param root its top folder, where that is known
     * @param revision of what the kernel keeps
     */
    public record SpaceInfo(
            SpaceId space,
            Optional<Space> driverSpace,
            Optional<ProjectRow> row,
            Optional<NodeId> root,
            long revision) {

        Optional<UserId> owner() {
            return row.map(ProjectRow::owner).or(() -> driverSpace.flatMap(Space::owner));
        }

        boolean isDisabled() {
            return row.flatMap(ProjectRow::disabled).isPresent();
        }
    }

    public SpaceId space() {
        return info.space();
    }

    public Optional<Space> driverSpace() {
        return info.driverSpace();
    }

    public Optional<UserId> owner() {
        return info.owner();
    }

    public Optional<NodeId> root() {
        return info.root();
    }

    public long revision() {
        return info.revision();
    }

    /** Whether it is somebody's own. */
    public boolean isPersonal() {
        return info.driverSpace()
                .filter(space -> space.kind() == Space.Kind.PERSONAL)
                .isPresent();
    }

    /** Whether it is a project that has a place in the tree. */
    public boolean isProject() {
        return info.row().isPresent();
    }

    /** A project's name. */
    public String name() {
        return info.row().map(ProjectRow::name).orElse("");
    }

    /** Whether the caller manages the space: its owner, and whoever may close places in it to others. */
    public boolean isManagers() {
        return hasThroughout(Right.REMOVE_GRANT) && hasThroughout(Right.DENY_GRANT) && hasThroughout(Right.DELETE);
    }

    /** Whether the same holds in the whole space. */
    public boolean isUniform() {
        return byNode().isEmpty() && reshares().isEmpty();
    }

    /** What the caller may do at the top, and where nothing else is said. */
    public Rights rights() {
        return rights(top());
    }

    public Rights rights(EffectiveRights reach) {
        return reach.rights().and(scope).and(storageCeiling);
    }

    /** What the caller may do in one place or another. */
    public Rights ceiling() {
        return rights(EffectiveRights.of(entitlements.ceiling()));
    }

    /** Whether there is a place below the top that is closed to the caller. */
    public boolean hasDenials() {
        return entitlements.denials();
    }

    /** Whether the caller has a right in the whole space, wherever the grants are. */
    public boolean hasThroughout(Right right) {
        return rights().has(right) && !hasDenials();
    }

    /** Refuses a missing right: as if nothing were there, when not even a stat is allowed. */
    public static void require(Rights rights, Right right) {
        if (rights.has(right)) {
            return;
        }
        if (!rights.has(Right.STAT)) {
            throw NotVisible.error();
        }
        throw new Forbidden("you may not do this here: the right '"
                + right.name().toLowerCase(Locale.ROOT).replace('_', '-') + "' is missing");
    }
}
