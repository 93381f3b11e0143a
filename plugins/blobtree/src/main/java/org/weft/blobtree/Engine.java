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
record Engine(
        Blobs blobs,
        Keys keys,
        TreeSettings settings,
        DriverContext context,
        TreeDatabase database,
        NodeTable nodes,
        Finder finder,
        Session session,
        Discards discards,
        Changes changes,
        Room room) {

    static Engine of(
            Blobs blobs,
            TreeSettings settings,
            DriverContext context,
            TreeDatabase database,
            Session session,
            String root) {
        Keys keys = new Keys(settings.prefix());
        NodeTable nodes = new NodeTable(database);
        Discards discards = new Discards(blobs, keys, database);
        Room room = new Room(settings, nodes);
        return new Engine(
                blobs,
                keys,
                settings,
                context,
                database,
                nodes,
                new Finder(database, root),
                session,
                discards,
                new Changes(blobs, keys, database, nodes, session, discards, room, context.executor()),
                room);
    }

    boolean hasTrash() {
        return settings.trashFor().isEmpty() || !settings.trashFor().get().isZero();
    }
}
