/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.db.GrantTable;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.storage.SpaceId;

/**
 * Revisions that rise with every change of shares: one for each space that something was ever shared of, one for each
 * receiver of whom anything is known. Thread-safe.
 */
public final class ShareRevisionTable {

    private static final int AT_ONCE = 500;

    private final StateDatabase database;

    public ShareRevisionTable(StateDatabase database) {
        this.database = database;
    }

    /** See {@link StateDatabase#isShared}. */
    public boolean isShared() {
        return database.isShared();
    }

    /** The spaces that something was ever shared of. */
    public Set<SpaceKey> spaces() {
        return database.read(connection -> {
            Set<SpaceKey> spaces = new HashSet<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT storage, space FROM share_revision");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    spaces.add(new SpaceKey(row.getString(1), new SpaceId(row.getString(2))));
                }
            }
            return spaces;
        });
    }

    /** The revision of a space; 0 when nothing of it was ever shared. */
    public long revision(SpaceKey space) {
        return database.readForGuard(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT revision FROM share_revision WHERE storage = ? AND space = ?")) {
                GrantTable.key(select, space, 1);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            }
        });
    }

    /** The sum of the revisions of some receivers; it never falls as long as they are the same. */
    public long received(Collection<String> receivers) {
        long sum = 0;
        List<String> all = List.copyOf(new TreeSet<>(receivers));
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            List<String> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
            sum += some(some).values().stream().mapToLong(Long::longValue).sum();
        }
        return sum;
    }

    private Map<String, Long> some(List<String> receivers) {
        StringJoiner marks = new StringJoiner(", ", "(", ")");
        receivers.forEach(receiver -> marks.add("?"));
        return database.readForGuard(connection -> {
            Map<String, Long> revisions = new HashMap<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT receiver, revision FROM received_revision WHERE receiver IN " + marks)) {
                for (int place = 0; place < receivers.size(); place++) {
                    select.setString(place + 1, receivers.get(place));
                }
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        revisions.put(row.getString(1), row.getLong(2));
                    }
                }
            }
            return revisions;
        });
    }

    /**
     * Says that shares of these spaces, and what these receivers have, are others now. Where several nodes are one site, the
     * revision of what the spaces give, which every request reads anyway, rises with it: while it is the same, nobody needs to
     * ask for the one of the shares.
     */
    public void bump(Collection<SpaceKey> spaces, Collection<String> receivers) {
        database.write(connection -> {
            // Always in the same order, so that two changes never wait for one another.
            try (PreparedStatement bump =
                    connection.prepareStatement("INSERT INTO share_revision (storage, space, revision) VALUES (?, ?, 1)"
                            + " ON CONFLICT (storage, space) DO UPDATE SET revision = share_revision.revision + 1")) {
                for (SpaceKey space : new TreeSet<>(spaces)) {
                    GrantTable.key(bump, space, 1);
                    bump.executeUpdate();
                    if (database.isShared()) {
                        GrantTable.bump(connection, space);
                    }
                }
            }
            try (PreparedStatement bump =
                    connection.prepareStatement("INSERT INTO received_revision (receiver, revision) VALUES (?, 1)"
                            + " ON CONFLICT (receiver) DO UPDATE SET revision = received_revision.revision + 1")) {
                for (String receiver : new TreeSet<>(receivers)) {
                    bump.setString(1, receiver);
                    bump.executeUpdate();
                }
            }
            return true;
        });
    }
}
