/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** The rows of copies that are being made under hidden names. Thread-safe. */
public final class PendingCopyTable {

    private static final int PAGE = 100;

    private final StateDatabase database;

    public PendingCopyTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * A copy that is being made.
     *
     * @param id names the row
     * @param space where
     * @param parent the folder that it is in
     * @param name its hidden name there
     * @param user who makes it
     * @param username the login name
     */
    public record Row(String id, SpaceKey space, NodeId parent, String name, UserId user, String username) {}

    /** Keeps a copy's row, from before there is anything of it. */
    public void begin(Row row, Instant now) {
        database.write(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO unfinished_copy (id, storage, space,"
                            + " parent, name, user_idp, user_opaque, user_type, username, alive)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, row.id());
                insert.setString(2, row.space().storage());
                insert.setString(3, row.space().space().value());
                insert.setString(4, row.parent().value());
                insert.setString(5, row.name());
                insert.setString(6, row.user().idp());
                insert.setString(7, row.user().opaque());
                insert.setString(8, row.user().type().name());
                insert.setString(9, row.username());
                insert.setLong(10, now.toEpochMilli());
                return insert.executeUpdate();
            }
        });
    }

    /** The copy goes on. */
    public void alive(String id, Instant now) {
        database.write(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE unfinished_copy SET alive = ? WHERE id = ?")) {
                update.setLong(1, now.toEpochMilli());
                update.setString(2, id);
                return update.executeUpdate();
            }
        });
    }

    /** There is nothing of it under the hidden name any more. */
    public void end(String id) {
        database.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM unfinished_copy WHERE id = ?")) {
                delete.setString(1, id);
                return delete.executeUpdate();
            }
        });
    }

    /** Some of the copies that have not gone on since then. */
    public List<Row> still(Instant since) {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT id, storage, space, parent, name, user_idp,"
                            + " user_opaque, user_type, username FROM unfinished_copy WHERE alive < ? ORDER BY alive LIMIT "
                            + PAGE)) {
                select.setLong(1, since.toEpochMilli());
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        rows.add(row(row));
                    }
                }
            }
            return rows;
        });
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                new SpaceKey(row.getString(2), new SpaceId(row.getString(3))),
                new NodeId(row.getString(4)),
                row.getString(5),
                new UserId(row.getString(6), row.getString(7), UserType.valueOf(row.getString(8))),
                row.getString(9));
    }
}
