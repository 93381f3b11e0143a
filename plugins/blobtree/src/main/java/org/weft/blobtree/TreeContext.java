/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import org.weft.spi.DriverContext;

/**
 * What the parts of a running tree share.
 *
 * @param blobs the store
 * @param keys where things lie in it
 * @param settings how the tree behaves
 * @param context what the kernel lends
 * @param database the lent database
 * @param nodes the statements on nodes
 * @param finder follows references
 * @param session this engine among others
 * @param discards takes away what came to nothing
 * @param changes makes changes
 * @param room quotas
 */
record TreeContext(
        Blobs blobs,
        BlobKeys keys,
        TreeSettings settings,
        DriverContext context,
        TreeDatabase database,
        NodeTable nodes,
        ReferenceResolver finder,
        EngineLease session,
        AttemptCleanup discards,
        ChangeCommitter changes,
        SpaceQuota room) {

    static TreeContext of(
            Blobs blobs,
            TreeSettings settings,
            DriverContext context,
            TreeDatabase database,
            EngineLease session,
            String root) {
        BlobKeys keys = new BlobKeys(settings.prefix());
        NodeTable nodes = new NodeTable(database);
        AttemptCleanup discards = new AttemptCleanup(blobs, keys, database);
        SpaceQuota room = new SpaceQuota(settings, nodes);
        return new TreeContext(
                blobs,
                keys,
                settings,
                context,
                database,
                nodes,
                new ReferenceResolver(database, root),
                session,
                discards,
                new ChangeCommitter(blobs, keys, database, nodes, session, discards, room, context.executor()),
                room);
    }

    boolean hasTrash() {
        return settings.trashFor().isEmpty() || !settings.trashFor().get().isZero();
    }
}
