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
    private final SqlReceptions receptions;
    private final SqlInviteBox invites;

    SqlShareStore(Database database) {
        this.database = database;
        this.sql = new Sql(database);
        this.pages = new SharePages(sql);
        this.receptions = new SqlReceptions(sql);
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
        files.add("migrations/0004-passed-on.sql");
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
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + RowReading.COLUMNS + " FROM share WHERE id = ?")) {
            select.setString(1, id.value());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new RowReading().read(row)) : Optional.empty();
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

    static RuntimeException gone(ShareId id) {
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
        return receptions.find(share, user);
    }

    @Override
    public void receptions(UserId user, Sink<Reception> sink) throws IOException {
        receptions.push(user, sink);
    }

    @Override
    public Reception decide(Reception reception) throws IOException {
        return receptions.decide(reception);
    }

    @Override
    public List<Reception> decideAll(List<Reception> decisions) throws IOException {
        return receptions.decideAll(decisions);
    }

    @Override
    public InviteBox invites() {
        return invites;
    }

    /** The database is the server's. */
    @Override
    public void close() {}
}
