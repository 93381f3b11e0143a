/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.SpaceId;

/**
 * Earlier contents, and then what was deleted, give way to what people write when a quota would refuse it: the oldest first, and
 * no more than is needed.
 */
final class RoomMaker {

    private static final Logger LOG = LoggerFactory.getLogger(RoomMaker.class);
    private static final int WINDOW = 500;

    private final TreeContext engine;
    private final FileWriter puts;
    private final SpaceTrash trash;

    RoomMaker(TreeContext engine, FileWriter puts, SpaceTrash trash) {
        this.engine = engine;
        this.puts = puts;
        this.trash = trash;
    }

    /**
     * Makes room in a space: as much as is missing, or what there is.
     *
     * @param space the id of its root
     * @return how many bytes
     */
    long make(String space, long missing) throws IOException {
        long made = dropVersions(space, missing);
        if (made < missing && engine.settings().makeRoom() == MakeRoom.VERSIONS_AND_TRASH) {
            made += purge(space, missing - made);
        }
        LOG.atDebug()
                .addKeyValue("space", space)
                .addKeyValue("missing", missing)
                .addKeyValue("bytes", made)
                .log("blobtree-room-made");
        return made;
    }

    private record Kept(String file, long number, long size) {}

    private long dropVersions(String space, long missing) throws IOException {
        long made = 0;
        while (made < missing) {
            List<Kept> oldest = engine.database().read(connection -> oldestVersions(connection, space));
            Map<String, Set<Long>> chosen = new LinkedHashMap<>();
            long sum = 0;
            for (Kept each : oldest) {
                if (made + sum < missing) {
                    sum += each.size();
                    chosen.computeIfAbsent(each.file(), file -> new HashSet<>()).add(each.number());
                }
            }
            long freed = 0;
            for (Map.Entry<String, Set<Long>> of : chosen.entrySet()) {
                freed += drop(space, of.getKey(), of.getValue());
            }
            made += freed;
            if (freed == 0) {
                break;
            }
        }
        return made;
    }

    private long drop(String space, String file, Set<Long> numbers) throws IOException {
        try {
            return puts.drop(new SpaceId(space), file, numbers);
        } catch (WeftException.NotFound gone) {
            return 0; // somebody else was faster
        }
    }

    /** The oldest of all versions in a space. What holds no more than its size has none below it. */
    private static List<Kept> oldestVersions(Connection connection, String space) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("WITH RECURSIVE above(id) AS ("
                + "SELECT id FROM node WHERE id = ?"
                + " UNION ALL SELECT n.id FROM node n JOIN above a ON n.parent = a.id"
                + " WHERE n.folder = 1 AND n.space = 0 AND n.held > n.size)"
                + " SELECT v.node, v.number, v.size FROM above a JOIN node f ON f.parent = a.id"
                + " JOIN version v ON v.node = f.id WHERE f.folder = 0 AND f.held > f.size"
                + " ORDER BY v.number, v.node LIMIT " + WINDOW)) {
            select.setString(1, space);
            List<Kept> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Kept(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                }
            }
            return found;
        }
    }

    private record Item(String key, long bytes) {}

    private long purge(String space, long missing) throws IOException {
        long made = 0;
        List<Item> before = List.of();
        List<Item> oldest = engine.database().read(connection -> oldestItems(connection, space));
        while (made < missing && !oldest.equals(before)) {
            for (Item each : oldest) {
                if (made < missing) {
                    trash.purgeIfThere(new SpaceId(space), each.key());
                    made += each.bytes();
                }
            }
            before = oldest;
            oldest = engine.database().read(connection -> oldestItems(connection, space));
        }
        return made;
    }

    private static List<Item> oldestItems(Connection connection, String space) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT t.item, n.held FROM trash t"
                + " JOIN node n ON n.id = t.node WHERE t.space = ? ORDER BY t.deleted, t.item LIMIT " + WINDOW)) {
            select.setString(1, space);
            List<Item> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Item(rows.getString(1), rows.getLong(2)));
                }
            }
            return found;
        }
    }
}
