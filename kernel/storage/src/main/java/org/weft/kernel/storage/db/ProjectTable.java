/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.db.RestingAccountTable;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/** The rows of project spaces. Judges nothing. Thread-safe. */
public final class ProjectTable {

    /** How many spaces a page holds at most. */
    public static final int PAGE = 500;

    private static final String COLUMNS = "storage, space, root, name, owner_idp, owner_opaque, owner_type, alias,"
            + " description, readme, thumbnail, disabled";

    private final StateDatabase database;

    public ProjectTable(StateDatabase database) {
        this.database = database;
    }

    public Optional<ProjectRow> get(SpaceKey space) {
        return database.read(connection -> get(connection, space));
    }

    static Optional<ProjectRow> get(Connection connection, SpaceKey space) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM project_space WHERE storage = ? AND space = ?")) {
            GrantTable.key(select, space, 1);
            return rows(select).stream().findFirst();
        }
    }

    /** The space of that name; names are unique in the site. */
    public Optional<ProjectRow> named(String name) {
        return database.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT " + COLUMNS + " FROM project_space WHERE name = ?")) {
                select.setString(1, name);
                return rows(select).stream().findFirst();
            }
        });
    }

    /**
     * The next spaces by name that a user owns or has a grant at the top of, be it a denial.
     *
     * @param after behind this name; empty for the first
     */
    public List<ProjectRow> page(UserId user, Set<GroupId> groups, String after) {
        return database.read(connection -> {
            StringBuilder sql = new StringBuilder("SELECT ")
                    .append(COLUMNS)
                    .append(" FROM project_space s WHERE name > ? AND (owner_idp = ? AND owner_opaque = ? OR EXISTS"
                            + " (SELECT 1 FROM resource_grant g WHERE g.storage = s.storage AND g.node = s.root AND"
                            + " (g.kind = 'user' AND g.idp = ? AND g.opaque = ?");
            groups.forEach(group -> sql.append(" OR g.kind = 'group' AND g.idp = ? AND g.opaque = ?"));
            sql.append("))) ORDER BY name LIMIT ").append(PAGE);
            try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
                int place = 1;
                select.setString(place++, after);
                for (int i = 0; i < 2; i++) {
                    select.setString(place++, user.idp());
                    select.setString(place++, user.opaque());
                }
                for (GroupId group : groups) {
                    select.setString(place++, group.idp());
                    select.setString(place++, group.opaque());
                }
                return rows(select);
            }
        });
    }

    /** The next spaces by name, whoever owns them. */
    public List<ProjectRow> page(String after) {
        return database.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM project_space WHERE name > ? ORDER BY name LIMIT " + PAGE)) {
                select.setString(1, after);
                return rows(select);
            }
        });
    }

    private static List<ProjectRow> rows(PreparedStatement select) throws SQLException {
        List<ProjectRow> spaces = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                long disabled = row.getLong(12);
                Optional<Instant> since =
                        row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(disabled));
                spaces.add(new ProjectRow(
                        new SpaceKey(row.getString(1), new SpaceId(row.getString(2))),
                        new NodeId(row.getString(3)),
                        row.getString(4),
                        GrantTable.user(row, 5),
                        new ProjectRow.Words(row.getString(8), row.getString(9), row.getString(10), row.getString(11)),
                        since));
            }
        }
        return spaces;
    }

    /** Adds a space; false when its name is taken. */
    public boolean add(ProjectRow space) {
        return database.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO project_space (" + COLUMNS
                    + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
                GrantTable.key(insert, space.key(), 1);
                insert.setString(3, space.root().value());
                details(insert, 4, space);
                if (insert.executeUpdate() == 0) {
                    return false;
                }
            }
            GrantTable.bump(connection, space.key());
            return true;
        });
    }

    /** Name, owner, words and state, in nine columns. */
    private static void details(PreparedStatement statement, int place, ProjectRow space) throws SQLException {
        statement.setString(place, space.name());
        GrantTable.user(statement, place + 1, space.owner());
        statement.setString(place + 4, space.words().alias());
        statement.setString(place + 5, space.words().description());
        statement.setString(place + 6, space.words().readme());
        statement.setString(place + 7, space.words().thumbnail());
        if (space.disabled().isPresent()) {
            statement.setLong(place + 8, space.disabled().get().toEpochMilli());
        } else {
            statement.setNull(place + 8, Types.BIGINT);
        }
    }

    /** Replaces all but key and root; false when the name is another space's, or the space is gone. */
    public boolean replace(ProjectRow space) {
        return database.write(connection -> {
            try (PreparedStatement update = connection.prepareStatement("UPDATE project_space SET name = ?,"
                    + " owner_idp = ?, owner_opaque = ?, owner_type = ?, alias = ?, description = ?, readme = ?,"
                    + " thumbnail = ?, disabled = ? WHERE storage = ? AND space = ? AND NOT EXISTS (SELECT 1 FROM"
                    + " project_space o WHERE o.name = ? AND (o.storage <> ? OR o.space <> ?))")) {
                details(update, 1, space);
                GrantTable.key(update, space.key(), 10);
                update.setString(12, space.name());
                GrantTable.key(update, space.key(), 13);
                if (update.executeUpdate() == 0) {
                    return false;
                }
            }
            GrantTable.bump(connection, space.key());
            return true;
        });
    }

    /** All spaces that somebody owns, by name. */
    public List<ProjectRow> ownedBy(UserId owner) {
        return database.read(connection -> ownedBy(connection, owner));
    }

    private static List<ProjectRow> ownedBy(Connection connection, UserId owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM project_space WHERE owner_idp = ? AND owner_opaque = ? ORDER BY name")) {
            select.setString(1, owner.idp());
            select.setString(2, owner.opaque());
            return rows(select);
        }
    }

    /**
     * Makes somebody the owner of all spaces that somebody else owns: all or none.
     *
     * @return the spaces as they were
     */
    public List<ProjectRow> handOver(UserId from, UserId to) {
        return database.write(connection -> {
            List<ProjectRow> spaces = ownedBy(connection, from);
            try (PreparedStatement update = connection.prepareStatement("UPDATE project_space SET owner_idp = ?,"
                    + " owner_opaque = ?, owner_type = ? WHERE owner_idp = ? AND owner_opaque = ?")) {
                GrantTable.user(update, 1, to);
                update.setString(4, from.idp());
                update.setString(5, from.opaque());
                update.executeUpdate();
            }
            for (ProjectRow space : spaces) {
                GrantTable.bump(connection, space.key());
            }
            if (!spaces.isEmpty()) {
                RestingAccountTable.bump(connection);
            }
            return spaces;
        });
    }

    /** Forgets a space and its grants. */
    public void remove(SpaceKey space) {
        database.write(connection -> {
            for (String table : List.of("project_space", "resource_grant")) {
                try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM " + table + " WHERE storage = ? AND space = ?")) {
                    GrantTable.key(delete, space, 1);
                    delete.executeUpdate();
                }
            }
            GrantTable.bump(connection, space);
            return true;
        });
    }
}
