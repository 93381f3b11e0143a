/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.share.sql;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Database;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.AlreadyExists;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.InviteBox;
import org.weft.spi.share.Reception;
import org.weft.spi.share.Share;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareQuery;
import org.weft.spi.share.ShareState;
import org.weft.spi.share.ShareStore;

/** Shares in SQL. Every call is one transaction; no connection is held while a receiver of results is busy. */
public final class SqlShareStore implements ShareStore {

    private static final String INSERT = "INSERT INTO share (" + String.join(", ", ShareRow.COLUMNS) + ", id) VALUES ("
            + Questions.marks(ShareRow.COLUMNS.size() + 1, "?") + ")";

    private static final String REPLACE =
            "UPDATE share SET " + String.join(" = ?, ", ShareRow.COLUMNS) + " = ? WHERE id = ? AND revision = ?";

    private final Database database;
    private final Sql sql;
    private final SharePages pages;
    private final SqlInviteBox invites;

    SqlShareStore(Database database) {
        this.database = database;
        this.sql = new Sql(database);
        this.pages = new SharePages(sql);
        this.invites = new SqlInviteBox(sql);
    }

    @Override
    public void start() throws IOException {
        try {
            migrate(database);
        } catch (SQLException failure) {
            throw new IOException("the tables of the shares can't be made: " + failure.getMessage(), failure);
        }
    }

    static void migrate(Database database) throws SQLException {
        List<String> files = new ArrayList<>(List.of("migrations/0001-shares.sql", "migrations/0002-pages.sql"));
        if (database.dialect() == Database.Dialect.POSTGRESQL) {
            files.add("migrations/0003-postgresql-order.sql");
        }
        database.migrate(SqlShareStore.class, files.toArray(String[]::new));
    }

    @Override
    public Share insert(Share share) throws IOException {
        return sql.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
                ShareRow.bind(insert, share, 1);
                insert.setString(ShareRow.COLUMNS.size() + 1, share.id().value());
                insert.executeUpdate();
            } catch (SQLException failure) {
                if (Sql.isTaken(failure)) {
                    throw taken(share);
                }
                throw failure;
            }
            return share.toBuilder().revision(1).build();
        });
    }

    private static AlreadyExists taken(Share share) {
        return new AlreadyExists("there is such a share already: " + share);
    }

    @Override
    public Optional<Share> find(ShareId id) throws IOException {
        return sql.read(connection -> found(connection, id));
    }

    private static Optional<Share> found(Connection connection, ShareId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT * FROM share WHERE id = ?")) {
            select.setString(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(ShareRow.read(row)) : Optional.empty();
            }
        }
    }

    @Override
    public void query(ShareQuery query, Sink<Share> sink) throws IOException {
        pages.push(query, sink);
    }

    @Override
    public Share replace(Share share, long expectedRevision) throws IOException {
        return sql.write(connection -> {
            int columns = ShareRow.COLUMNS.size();
            try (PreparedStatement update = connection.prepareStatement(REPLACE)) {
                ShareRow.bind(update, share, expectedRevision + 1);
                update.setString(columns + 1, share.id().value());
                update.setLong(columns + 2, expectedRevision);
                if (update.executeUpdate() == 1) {
                    return share.toBuilder().revision(expectedRevision + 1).build();
                }
            } catch (SQLException failure) {
                if (Sql.isTaken(failure)) {
                    throw taken(share);
                }
                throw failure;
            }
            throw found(connection, share.id()).isPresent() ? changed(share.id()) : gone(share.id());
        });
    }

    private static RuntimeException changed(ShareId id) {
        return new PreconditionFailed("share " + id + " was changed meanwhile; read it again");
    }

    private static RuntimeException gone(ShareId id) {
        return new NotFound("there is no share " + id);
    }

    @Override
    public boolean remove(ShareId id, long expectedRevision) throws IOException {
        return sql.write(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM share WHERE id = ? AND revision = ?")) {
                delete.setString(1, id.value());
                delete.setLong(2, expectedRevision);
                if (delete.executeUpdate() == 0) {
                    if (found(connection, id).isPresent()) {
                        throw changed(id);
                    }
                    return false;
                }
            }
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM reception WHERE share = ?")) {
                delete.setString(1, id.value());
                delete.executeUpdate();
            }
            return true;
        });
    }

    @Override
    public Optional<Reception> reception(ShareId share, UserId user) throws IOException {
        return sql.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT * FROM reception WHERE receiver = ? AND share = ?")) {
                select.setString(1, Parties.key(user));
                select.setString(2, share.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(reception(row)) : Optional.empty();
                }
            }
        });
    }

    private static Reception reception(ResultSet row) throws SQLException {
        return new Reception(
                new ShareId(row.getString("share")),
                Parties.user(row.getString("receiver"), row.getString("receiver_type")),
                ShareState.valueOf(row.getString("state")),
                row.getInt("hidden") == 1,
                Optional.ofNullable(row.getString("mount_point")),
                row.getString("alias"),
                row.getLong("revision"));
    }

    @Override
    public void receptions(UserId user, Sink<Reception> sink) throws IOException {
        String after = "";
        while (true) {
            List<Reception> window = receptions(user, after);
            for (Reception reception : window) {
                if (!sink.accept(reception)) {
                    return;
                }
            }
            if (window.size() < SharePages.WINDOW) {
                return;
            }
            after = window.getLast().share().value();
        }
    }

    private List<Reception> receptions(UserId user, String after) throws IOException {
        return sql.read(connection -> {
            List<Reception> window = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT * FROM reception WHERE receiver = ? AND share > ? ORDER BY share LIMIT "
                            + SharePages.WINDOW)) {
                select.setString(1, Parties.key(user));
                select.setString(2, after);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        window.add(reception(rows));
                    }
                }
            }
            return window;
        });
    }

    /** The row of the share is touched, so that a share that is removed at the same time leaves no reception behind. */
    @Override
    public Reception decide(Reception reception) throws IOException {
        return sql.write(connection -> {
            try (PreparedStatement hold =
                    connection.prepareStatement("UPDATE share SET revision = revision WHERE id = ?")) {
                hold.setString(1, reception.share().value());
                if (hold.executeUpdate() == 0) {
                    throw gone(reception.share());
                }
            }
            Reception kept = new Reception(
                    reception.share(),
                    reception.user(),
                    reception.state(),
                    reception.hidden(),
                    reception.mountPoint(),
                    reception.alias(),
                    reception.revision() + 1);
            if (!(reception.revision() == 0 ? added(connection, kept) : changed(connection, kept))) {
                throw new PreconditionFailed(
                        "what was made of share " + reception.share() + " was changed meanwhile; read it again");
            }
            return kept;
        });
    }

    private static boolean added(Connection connection, Reception kept) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO reception (state, hidden, mount_point,"
                + " alias, revision, receiver, share, receiver_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (receiver, share) DO NOTHING")) {
            bind(insert, kept).text(kept.user().type().name());
            return insert.executeUpdate() == 1;
        }
    }

    private static boolean changed(Connection connection, Reception kept) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE reception SET state = ?, hidden = ?, mount_point = ?, alias = ?,"
                        + " revision = ? WHERE receiver = ? AND share = ? AND revision = ?")) {
            bind(update, kept).number(kept.revision() - 1);
            return update.executeUpdate() == 1;
        }
    }

    private static Cells bind(PreparedStatement statement, Reception kept) throws SQLException {
        return new Cells(statement)
                .text(kept.state().name())
                .truth(kept.hidden())
                .text(kept.mountPoint().orElse(null))
                .text(kept.alias())
                .number(kept.revision())
                .text(Parties.key(kept.user()))
                .text(kept.share().value());
    }

    @Override
    public InviteBox invites() {
        return invites;
    }

    /** The database is the server's. */
    @Override
    public void close() {}
}
