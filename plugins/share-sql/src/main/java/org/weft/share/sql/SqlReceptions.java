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
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Sink;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.PreconditionFailed;
import org.weft.spi.share.Reception;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;

/** What receivers made of shares, in SQL. */
final class SqlReceptions {

    /** As one text, for the reason that {@link RowReading} gives; a mount point that is there begins with a slash. */
    private static final String SELECT = "SELECT "
            + Packed.of("share", "state", "hidden", "revision", "coalesce(mount_point, '')", "alias")
            + " FROM reception WHERE receiver = ? AND ";

    private static final String INSERT = "INSERT INTO reception (state, hidden, mount_point, alias, revision, receiver,"
            + " share, receiver_type) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (receiver, share) DO NOTHING";

    private static final String UPDATE = "UPDATE reception SET state = ?, hidden = ?, mount_point = ?, alias = ?,"
            + " revision = ? WHERE receiver = ? AND share = ? AND revision = ?";

    /** Rows that are read at a time. */
    private static final int WINDOW = 10_000;

    private final Sql sql;

    SqlReceptions(Sql sql) {
        this.sql = sql;
    }

    Optional<Reception> find(ShareId share, UserId user) throws IOException {
        return sql.read(connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "share = ?")) {
                select.setString(1, Parties.key(user));
                select.setString(2, share.value());
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(reception(row, user)) : Optional.empty();
                }
            }
        });
    }

    private static Reception reception(ResultSet row, UserId user) throws SQLException {
        Packed packed = new Packed(row.getString(1));
        ShareId share = new ShareId(packed.next());
        ShareState state = ShareState.valueOf(packed.next());
        boolean hidden = packed.number() == 1;
        long revision = packed.number();
        String point = packed.next();
        return new Reception(
                share,
                user,
                state,
                hidden,
                point.isEmpty() ? Optional.empty() : Optional.of(point),
                packed.rest(),
                revision);
    }

    void push(UserId user, Sink<Reception> sink) throws IOException {
        String after = "";
        while (true) {
            List<Reception> window = window(user, after);
            for (Reception reception : window) {
                if (!sink.accept(reception)) {
                    return;
                }
            }
            if (window.size() < WINDOW) {
                return;
            }
            after = window.getLast().share().value();
        }
    }

    private List<Reception> window(UserId user, String after) throws IOException {
        return sql.read(connection -> {
            List<Reception> window = new ArrayList<>();
            try (PreparedStatement select =
                    connection.prepareStatement(SELECT + "share > ? ORDER BY share LIMIT " + WINDOW)) {
                select.setString(1, Parties.key(user));
                select.setString(2, after);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        window.add(reception(rows, user));
                    }
                }
            }
            return window;
        });
    }

    Reception decide(Reception reception) throws IOException {
        return sql.write(connection -> {
            if (standing(connection, List.of(reception)).isEmpty()) {
                throw SqlShareStore.gone(reception.share());
            }
            return keep(connection, List.of(reception)).stream()
                    .findFirst()
                    .orElseThrow(() -> new PreconditionFailed(
                            "what was made of share " + reception.share() + " was changed meanwhile; read it again"));
        });
    }

    List<Reception> decideAll(List<Reception> receptions) throws IOException {
        // Always in the same order, so that two that decide about the same shares never wait for one another.
        List<Reception> sorted = receptions.stream()
                .sorted(Comparator.comparing(reception -> reception.share().value()))
                .toList();
        if (sorted.isEmpty()) {
            return sorted;
        }
        return sql.write(connection -> {
            Set<String> standing = standing(connection, sorted);
            return keep(
                    connection,
                    sorted.stream()
                            .filter(reception ->
                                    standing.contains(reception.share().value()))
                            .toList());
        });
    }

    /** Those of the shares that are there, and that nobody removes until the transaction ends. */
    private Set<String> standing(Connection connection, List<Reception> receptions) throws SQLException {
        Set<String> standing = new HashSet<>();
        String lock = sql.locksRows() ? " FOR KEY SHARE" : "";
        try (PreparedStatement select = connection.prepareStatement("SELECT id FROM share WHERE id IN ("
                + Questions.marks(receptions.size(), "?") + ") ORDER BY id" + lock)) {
            int next = 1;
            for (Reception reception : receptions) {
                select.setString(next++, reception.share().value());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    standing.add(rows.getString(1));
                }
            }
        }
        return standing;
    }

    /** Writes those that nobody has changed since, and tells which these were. */
    private static List<Reception> keep(Connection connection, List<Reception> receptions) throws SQLException {
        List<Reception> kept = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement update = connection.prepareStatement(UPDATE)) {
            List<Reception> added = new ArrayList<>();
            List<Reception> changed = new ArrayList<>();
            for (Reception reception : receptions) {
                Reception next = next(reception);
                if (reception.revision() == 0) {
                    bind(insert, next).text(next.user().type().name());
                    insert.addBatch();
                    added.add(next);
                } else {
                    bind(update, next).number(reception.revision());
                    update.addBatch();
                    changed.add(next);
                }
            }
            collect(insert, added, kept);
            collect(update, changed, kept);
        }
        return kept;
    }

    private static void collect(PreparedStatement statement, List<Reception> written, List<Reception> kept)
            throws SQLException {
        if (written.isEmpty()) {
            return;
        }
        int[] counts = statement.executeBatch();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] == 1) {
                kept.add(written.get(i));
            }
        }
    }

    private static Reception next(Reception reception) {
        return new Reception(
                reception.share(),
                reception.user(),
                reception.state(),
                reception.hidden(),
                reception.mountPoint(),
                reception.alias(),
                reception.revision() + 1);
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
}
