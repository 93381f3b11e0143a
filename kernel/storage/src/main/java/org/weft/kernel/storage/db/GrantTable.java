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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.GroupId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.storage.Grant;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.spi.storage.SpaceId;

/** The rows of all grants. Judges nothing. Thread-safe. */
public final class GrantTable {

    private static final String COLUMNS = "storage, node, kind, idp, opaque, user_type, space, rights, creator_idp,"
            + " creator_opaque, creator_type, expires";
    private static final String THIS = "storage = ? AND node = ? AND kind = ? AND idp = ? AND opaque = ?";
    private static final String USER = "user";
    private static final String GROUP = "group";

    private final StateDatabase database;

    public GrantTable(StateDatabase database) {
        this.database = database;
    }

    /**
     * All that decides on access to a space, at one moment.
     *
     * @param revision rises with every change
     * @param grants those that have ended included
     * @param space what is kept of a project space
     */
    public record OfSpace(long revision, List<GrantRow> grants, Optional<ProjectRow> space) {}

    /** See {@link StateDatabase#isShared}. */
    public boolean isShared() {
        return database.isShared();
    }

    /** The spaces of which there is anything. */
    public Set<SpaceKey> spaces() {
        return database.read(connection -> spaces(
                connection,
                "SELECT storage, space FROM resource_grant UNION SELECT storage, space FROM project_space",
                Optional.empty()));
    }

    /** The spaces in which some grants have ended. */
    public Set<SpaceKey> withEnded(Instant now) {
        return database.read(connection -> spaces(
                connection,
                "SELECT DISTINCT storage, space FROM resource_grant WHERE expires <= ?",
                Optional.of(now.toEpochMilli())));
    }

    private static Set<SpaceKey> spaces(Connection connection, String sql, Optional<Long> value) throws SQLException {
        Set<SpaceKey> spaces = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            if (value.isPresent()) {
                select.setLong(1, value.get());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    spaces.add(new SpaceKey(row.getString(1), new SpaceId(row.getString(2))));
                }
            }
        }
        return spaces;
    }

    /** The revision of a space; 0 when there never was anything of it. */
    public long revision(SpaceKey space) {
        return database.readForGuard(connection -> revision(connection, space));
    }

    private static long revision(Connection connection, SpaceKey space) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT revision FROM access_revision WHERE storage = ? AND space = ?")) {
            key(select, space, 1);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** All of a space. The revision is read first: at worst it is older than the rest, and asked for again. */
    public OfSpace of(SpaceKey space) {
        return database.readForGuard(connection -> {
            long revision = revision(connection, space);
            List<GrantRow> grants;
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT " + COLUMNS + " FROM resource_grant WHERE storage = ? AND space = ?")) {
                key(select, space, 1);
                grants = rows(select);
            }
            return new OfSpace(revision, grants, ProjectTable.get(connection, space));
        });
    }

    private static List<GrantRow> rows(PreparedStatement select) throws SQLException {
        List<GrantRow> grants = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                Grant.Grantee grantee = row.getString(3).equals(USER)
                        ? new Grant.ToUser(user(row, 4))
                        : new Grant.ToGroup(new GroupId(row.getString(4), row.getString(5)));
                long expires = row.getLong(12);
                Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(expires));
                grants.add(new GrantRow(
                        new SpaceKey(row.getString(1), new SpaceId(row.getString(7))),
                        new NodeId(row.getString(2)),
                        new Grant(grantee, rights(row.getString(8)), user(row, 9), end)));
            }
        }
        return grants;
    }

    /** A user in three columns. */
    static UserId user(ResultSet row, int column) throws SQLException {
        return new UserId(
                row.getString(column), row.getString(column + 1), UserType.valueOf(row.getString(column + 2)));
    }

    static void user(PreparedStatement statement, int place, UserId user) throws SQLException {
        statement.setString(place, user.idp());
        statement.setString(place + 1, user.opaque());
        statement.setString(place + 2, user.type().name());
    }

    private static Rights rights(String words) {
        Rights rights = Rights.none();
        for (String word : words.split(" ")) {
            if (!word.isEmpty()) {
                rights = rights.plus(Rights.of(Right.valueOf(word.toUpperCase(Locale.ROOT))));
            }
        }
        return rights;
    }

    private static String words(Rights rights) {
        StringJoiner words = new StringJoiner(" ");
        rights.toSet().forEach(right -> words.add(right.name().toLowerCase(Locale.ROOT)));
        return words.toString();
    }

    /** Sets a grant in the place of the same grantee's on the same node. */
    public void put(GrantRow grant) {
        database.write(connection -> {
            bump(connection, grant.space());
            delete(connection, List.of(grant));
            insert(connection, List.of(grant));
            return true;
        });
    }

    /** Takes grants of one space away. */
    public void remove(SpaceKey space, Collection<GrantRow> grants) {
        database.write(connection -> {
            bump(connection, space);
            delete(connection, grants);
            return true;
        });
    }

    /** Grants follow their nodes into another space. */
    public void follow(SpaceKey from, SpaceKey to, Collection<GrantRow> grants) {
        database.write(connection -> {
            // Always in the same order, so that two changes never wait for one another.
            for (SpaceKey space : new TreeSet<>(List.of(from, to))) {
                bump(connection, space);
            }
            delete(connection, grants);
            insert(
                    connection,
                    grants.stream()
                            .map(grant -> new GrantRow(to, grant.node(), grant.grant()))
                            .toList());
            return true;
        });
    }

    /** Tells all nodes of the site that what they know of a space may have changed. */
    public void touch(SpaceKey space) {
        database.write(connection -> {
            bump(connection, space);
            return true;
        });
    }

    public static void bump(Connection connection, SpaceKey space) throws SQLException {
        try (PreparedStatement bump =
                connection.prepareStatement("INSERT INTO access_revision (storage, space, revision) VALUES (?, ?, 1)"
                        + " ON CONFLICT (storage, space) DO UPDATE SET revision = access_revision.revision + 1")) {
            key(bump, space, 1);
            bump.executeUpdate();
        }
    }

    public static void key(PreparedStatement statement, SpaceKey space, int place) throws SQLException {
        statement.setString(place, space.storage());
        statement.setString(place + 1, space.space().value());
    }

    private static void delete(Connection connection, Collection<GrantRow> grants) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM resource_grant WHERE " + THIS)) {
            for (GrantRow grant : grants) {
                identify(delete, grant);
                delete.executeUpdate();
            }
        }
    }

    private static void insert(Connection connection, Collection<GrantRow> grants) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO resource_grant (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (GrantRow stored : grants) {
                identify(insert, stored);
                Grant grant = stored.grant();
                insert.setString(
                        6,
                        grant.grantee() instanceof Grant.ToUser to
                                ? to.user().type().name()
                                : "");
                insert.setString(7, stored.space().space().value());
                insert.setString(8, words(grant.rights()));
                user(insert, 9, grant.creator());
                if (grant.expires().isPresent()) {
                    insert.setLong(12, grant.expires().get().toEpochMilli());
                } else {
                    insert.setNull(12, Types.BIGINT);
                }
                insert.executeUpdate();
            }
        }
    }

    private static void identify(PreparedStatement statement, GrantRow stored) throws SQLException {
        statement.setString(1, stored.space().storage());
        statement.setString(2, stored.node().value());
        grantee(statement, 3, stored.grant().grantee());
    }

    private static void grantee(PreparedStatement statement, int place, Grant.Grantee grantee) throws SQLException {
        switch (grantee) {
            case Grant.ToUser to -> {
                statement.setString(place, USER);
                statement.setString(place + 1, to.user().idp());
                statement.setString(place + 2, to.user().opaque());
            }
            case Grant.ToGroup to -> {
                statement.setString(place, GROUP);
                statement.setString(place + 1, to.group().idp());
                statement.setString(place + 2, to.group().opaque());
            }
        }
    }
}
