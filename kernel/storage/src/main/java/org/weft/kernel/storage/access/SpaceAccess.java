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
 * @param kept which, and what is known of it
 * @param said what is said of the caller
 * @param scope the most that the caller's token is good for
 * @param possible the most that anybody can do in this storage
 */
public record SpaceAccess(Kept kept, Said said, Rights scope, Rights possible) {

    public SpaceAccess(Kept kept, EffectiveRights top, Rights scope, Rights possible) {
        this(kept, new Said(top, Map.of(), ReshareGraph.NONE), scope, possible);
    }

    /**
     * What is said of a caller in a space, by grants, shares and whatever else. Immutable.
     *
     * @param top how far the caller reaches at its top
     * @param below what is granted to the caller, or denied, on nodes below the top
     * @param passed what shares say that were passed on by others than the space's owner
     * @param most what the caller may do in one place or another
     * @param closedSomewhere whether there is a place below the top that is closed to the caller
     */
    record Said(
            EffectiveRights top, Map<NodeId, Rights> below, ReshareGraph passed, Rights most, boolean closedSomewhere) {

        Said(EffectiveRights top, Map<NodeId, Rights> below, ReshareGraph passed) {
            this(top, below, passed, most(top, below, passed), isClosedSomewhere(below, passed));
        }

        private static Rights most(EffectiveRights top, Map<NodeId, Rights> below, ReshareGraph passed) {
            Rights most = top.rights();
            for (Rights own : below.values()) {
                most = most.plus(own);
            }
            return most.plus(passed.most());
        }

        private static boolean isClosedSomewhere(Map<NodeId, Rights> below, ReshareGraph passed) {
            return below.values().stream().anyMatch(Rights::isEmpty) || passed.isClosedSomewhere();
        }

        /** How many things it holds. */
        int weight() {
            return 1 + below.size() + passed.weight();
        }
    }

    public EffectiveRights top() {
        return said.top();
    }

    public Map<NodeId, Rights> below() {
        return said.below();
    }

    public ReshareGraph passed() {
        return said.passed();
    }

    /**
     * What is known of a space, whoever asks.
     *
     * @param space which
     * @param known what the driver says of it, where it is one of the driver's spaces
     * @param stored what the kernel keeps of it, where it is a project
     * @param root its top folder, where that is known
     * @param revision of what the kernel keeps
     */
    public record Kept(
            SpaceId space, Optional<Space> known, Optional<ProjectRow> stored, Optional<NodeId> root, long revision) {

        Optional<UserId> owner() {
            return stored.map(ProjectRow::owner).or(() -> known.flatMap(Space::owner));
        }

        boolean isDisabled() {
            return stored.flatMap(ProjectRow::disabled).isPresent();
        }
    }

    public SpaceId space() {
        return kept.space();
    }

    public Optional<Space> known() {
        return kept.known();
    }

    public Optional<UserId> owner() {
        return kept.owner();
    }

    public Optional<NodeId> root() {
        return kept.root();
    }

    public long revision() {
        return kept.revision();
    }

    /** Whether it is somebody's own. */
    public boolean isPersonal() {
        return kept.known().filter(space -> space.kind() == Space.Kind.PERSONAL).isPresent();
    }

    /** Whether it is a project that has a place in the tree. */
    public boolean isProject() {
        return kept.stored().isPresent();
    }

    /** A project's name. */
    public String name() {
        return kept.stored().map(ProjectRow::name).orElse("");
    }

    /** Whether the caller manages the space: its owner, and whoever may close places in it to others. */
    public boolean isManagers() {
        return hasEverywhere(Right.REMOVE_GRANT) && hasEverywhere(Right.DENY_GRANT) && hasEverywhere(Right.DELETE);
    }

    /** Whether the same holds in the whole space. */
    public boolean isEven() {
        return below().isEmpty() && passed().isNone();
    }

    /** What the caller may do at the top, and where nothing else is said. */
    public Rights rights() {
        return rights(top());
    }

    public Rights rights(EffectiveRights reach) {
        return reach.rights().and(scope).and(possible);
    }

    /** What the caller may do in one place or another. */
    public Rights ceiling() {
        return rights(EffectiveRights.of(said.most()));
    }

    /** Whether there is a place below the top that is closed to the caller. */
    public boolean isClosedSomewhere() {
        return said.closedSomewhere();
    }

    /** Whether the caller has a right in the whole space, wherever the grants are. */
    public boolean hasEverywhere(Right right) {
        return rights().has(right) && !isClosedSomewhere();
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
