/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.util.List;
import java.util.Optional;
import org.weft.blobtree.NodeRow.VersionRow;

/**
 * What the store keeps of a node beside its content, so that the tree can be built from the store alone.
 *
 * @param row the node; a folder's sizes, etag and time are not kept, since they follow from what lies below
 * @param versions its earlier contents, newest first
 * @param space what it is the root of
 * @param trashed where it was, if it is the top of a trash item
 * @param with the other nodes that the same change concerns: this revision counts only if theirs came to be, too
 */
record NodeRecord(
        NodeRow row,
        List<VersionRow> versions,
        Optional<SpaceRow> space,
        Optional<TrashRow> trashed,
        List<Companion> with) {

    NodeRecord {
        versions = List.copyOf(versions);
        with = List.copyOf(with);
    }

    static NodeRecord of(NodeRow row, List<VersionRow> versions) {
        return new NodeRecord(row, versions, Optional.empty(), Optional.empty(), List.of());
    }

    NodeRecord withSpace(Optional<SpaceRow> its) {
        return new NodeRecord(row, versions, its, trashed, with);
    }

    NodeRecord trashed(TrashRow how) {
        return new NodeRecord(row, versions, space, Optional.of(how), with);
    }

    NodeRecord with(List<Companion> companions) {
        return new NodeRecord(row, versions, space, trashed, companions);
    }

    /**
     * Another node of the same change.
     *
     * @param node which
     * @param revision the revision that the change gives it
     */
    record Companion(String node, long revision) {}
}
