/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.weft.spi.Database;
import org.weft.spi.WeftException;

/**
 * What the driver keeps in the lent database, the same for all nodes of a site: which inode now bears the id of a file that
 * was overwritten, how folders stand, and which changes are under way. A change is written down before it is made and
 * settled after it, so that the folders above hear of it even when the server ends in between. Rows are touched in the
 * order of their inodes, so that two changes never wait for each other.
 */
final class DriverTables {

    private static final String ADD_FACT = "INSERT INTO facts (fact, value) VALUES (?, ?)";
    private static final String BUMP = "UPDATE folders SET revision = ?, changes = changes + 1, bytes = bytes + ?,"
            + " tree_mtime = CASE WHEN tree_mtime < ? THEN ? ELSE tree_mtime END,"
            + " counted = counted * ? WHERE inode = ?";

    private final Database database;

    DriverTables(Database database) {
        this.database = database;
    }

    /**
     * Makes the tables.
     *
     * @param tag the root's; a ledger of another root is emptied
     * @param fresh whether the root is new, so that an empty ledger is a complete one
     */
    void start(String tag, boolean fresh) throws SQLException {
        database.migrate(DriverTables.class, "migrations/0001-hdfs.sql");
        if (fact("tag").filter(tag::equals).isEmpty()) {
            database.transaction(connection -> {
                for (String table : List.of("facts", "adopted", "folders", "intents")) {
                    run(connection, "DELETE FROM " + table);
                }
                run(connection, ADD_FACT, "tag", tag);
                run(connection, ADD_FACT, "moves", "0");
                if (fresh) {
                    run(connection, ADD_FACT, "complete", "new");
                }
                return tag;
            });
        }
    }

    /** Whether every overwritten file is known, so that an unknown id is one that never was. */
    boolean isComplete() {
        return fact("complete").isPresent();
    }

    void completed() {
        work(connection -> {
            run(connection, "DELETE FROM facts WHERE fact = ?", "complete");
            return run(connection, ADD_FACT, "complete", "rebuilt");
        });
    }

    private Optional<String> fact(String name) {
        return read(connection -> fact(connection, name));
    }

    private static Optional<String> fact(Connection connection, String name) throws SQLException {
        List<String> values =
                query(connection, "SELECT value FROM facts WHERE fact = ?", rows -> rows.getString(1), name);
        return values.stream().findFirst();
    }

    private static long moves(Connection connection) throws SQLException {
        return fact(connection, "moves").map(Long::parseLong).orElse(0L);
    }

    /**
     * A change that is going to be made.
     *
     * @param token names it
     * @param folders all that it shows in
     * @param adopter the inode that will bear another's id, or 0
     * @param origin that id's origin
     */
    record Intent(String token, Collection<Long> folders, long adopter, long origin) {}

    /** Writes down that a change is going to be made. @return how often a folder was moved until now */
    long open(Intent intent, long now) {
        StringBuilder chain = new StringBuilder("/");
        new TreeSet<>(intent.folders()).forEach(inode -> chain.append(inode).append('/'));
        return work(connection -> {
            run(
                    connection,
                    "INSERT INTO intents (token, chain, opened) VALUES (?, ?, ?)",
                    intent.token(),
                    chain.toString(),
                    now);
            if (intent.adopter() != 0) {
                run(connection, "DELETE FROM adopted WHERE inode = ?", intent.adopter());
                run(connection, "INSERT INTO adopted (inode, id) VALUES (?, ?)", intent.adopter(), intent.origin());
            }
            return moves(connection);
        });
    }

    /** The change was not made. */
    void drop(String token) {
        work(connection -> run(connection, "DELETE FROM intents WHERE token = ?", token));
    }

    /**
     * A change that was made.
     *
     * @param token its intent's
     * @param growth of each folder that it shows in, in bytes
     * @param touched the folders whose lists of names changed: inode, HDFS's time before and after
     * @param gone an inode that bears no node any more, or 0
     * @param movesFolder whether paths below a folder are others now
     */
    record Edit(String token, Map<Long, Long> growth, List<Touch> touched, long gone, boolean movesFolder) {}

    /** See {@link Edit}. */
    record Touch(long inode, long before, long after) {}

    /** Settles a change. @return how often a folder was moved until now */
    long close(Edit edit, long now) {
        return work(connection -> {
            boolean mine = run(connection, "DELETE FROM intents WHERE token = ?", edit.token()) == 1;
            for (Map.Entry<Long, Long> each : new TreeMap<>(edit.growth()).entrySet()) {
                // Somebody took the change for a lost one and had the folders counted anew: maybe with it.
                bump(connection, each.getKey(), mine ? each.getValue() : 0, now, mine);
            }
            for (Touch touch : edit.touched()) {
                run(
                        connection,
                        "UPDATE folders SET counted = CASE WHEN disk_mtime = ? THEN counted ELSE 0 END, disk_mtime = ?"
                                + " WHERE inode = ?",
                        touch.before(),
                        touch.after(),
                        touch.inode());
            }
            if (edit.gone() != 0) {
                run(connection, "DELETE FROM adopted WHERE inode = ?", edit.gone());
            }
            if (edit.movesFolder()) {
                run(
                        connection,
                        "UPDATE facts SET value = ? WHERE fact = 'moves'",
                        String.valueOf(moves(connection) + 1));
            }
            return moves(connection);
        });
    }

    private static void bump(Connection connection, long inode, long bytes, long now, boolean counted)
            throws SQLException {
        long revision = ThreadLocalRandom.current().nextLong();
        run(connection, BUMP, revision, bytes, now, now, counted ? 1 : 0, inode);
    }

    /** Something that nobody told us of has changed below these folders. */
    void bump(Collection<Long> folders, long now) {
        work(connection -> {
            for (long inode : new TreeSet<>(folders)) {
                bump(connection, inode, 0, now, false);
            }
            return true;
        });
    }

    /** Settles changes that nobody settled in time: their folders are told of something, and counted anew. */
    int settleLost(long openedBefore, long now) {
        record Lost(String token, String chain) {}
        List<Lost> lost = read(connection -> query(
                connection,
                "SELECT token, chain FROM intents WHERE opened < ?",
                rows -> new Lost(rows.getString(1), rows.getString(2)),
                openedBefore));
        for (Lost each : lost) {
            work(connection -> {
                if (run(connection, "DELETE FROM intents WHERE token = ?", each.token()) == 1) {
                    for (String inode : each.chain().split("/")) {
                        if (!inode.isEmpty()) {
                            bump(connection, Long.parseLong(inode), 0, now, false);
                        }
                    }
                }
                return true;
            });
        }
        return lost.size();
    }

    /** How many changes are under way, or were when the server ended. */
    int openIntents(long openedBefore) {
        return read(
                connection -> query(connection, "SELECT token FROM intents WHERE opened < ?", rows -> 1, openedBefore)
                        .size());
    }

    /** Whether a change that shows in a folder is under way. */
    boolean isChanging(long folder) {
        return read(connection -> !query(
                        connection, "SELECT token FROM intents WHERE chain LIKE ?", rows -> 1, "%/" + folder + "/%")
                .isEmpty());
    }

    /** How some folders stand; those are left out that nobody asked for yet. */
    Map<Long, FolderTally> tallies(Collection<Long> folders) {
        Map<Long, FolderTally> found = new HashMap<>();
        if (folders.isEmpty()) {
            return found;
        }
        String sql = "SELECT inode, revision, changes, bytes, tree_mtime, disk_mtime, counted FROM folders"
                + " WHERE inode IN (?" + ", ?".repeat(folders.size() - 1) + ")";
        read(connection -> query(connection, sql, DriverTables::tally, folders.toArray()))
                .forEach(tally -> found.put(tally.inode(), tally));
        return found;
    }

    private static FolderTally tally(ResultSet rows) throws SQLException {
        return new FolderTally(
                rows.getLong(1),
                rows.getLong(2),
                rows.getLong(3),
                Math.max(0, rows.getLong(4)),
                rows.getLong(5),
                rows.getLong(6),
                rows.getInt(7) == 1);
    }

    /** Begins to follow a folder, unless that has begun. */
    void follow(FolderTally tally) {
        work(connection -> run(
                connection,
                "INSERT INTO folders (inode, revision, changes, bytes, tree_mtime, disk_mtime, counted)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (inode) DO NOTHING",
                tally.inode(),
                ThreadLocalRandom.current().nextLong(),
                tally.changes(),
                tally.bytes(),
                tally.treeMtime(),
                tally.diskMtime(),
                tally.counted() ? 1 : 0));
    }

    /**
     * Takes a count over, unless a change came in between.
     *
     * @param known as it stood before the count
     * @param bytes what was counted
     * @param diskMtime HDFS's time of the folder before the count
     * @param changed whether the folder's etag becomes another
     */
    boolean counted(FolderTally known, long bytes, long diskMtime, boolean changed) {
        long revision = changed ? ThreadLocalRandom.current().nextLong() : known.revision();
        long treeMtime = changed ? Math.max(known.treeMtime(), diskMtime) : known.treeMtime();
        return work(connection -> run(
                        connection,
                        "UPDATE folders SET bytes = ?, revision = ?, tree_mtime = ?, disk_mtime = ?, counted = 1,"
                                + " changes = changes + 1 WHERE inode = ? AND changes = ?"
                                + " AND NOT EXISTS (SELECT 1 FROM intents WHERE chain LIKE ?)",
                        bytes,
                        revision,
                        treeMtime,
                        diskMtime,
                        known.inode(),
                        known.changes(),
                        "%/" + known.inode() + "/%"))
                == 1;
    }

    /** The folders that are followed, in the order of their inodes. */
    List<FolderTally> followed(long after, int most) {
        return read(connection -> query(
                connection,
                "SELECT inode, revision, changes, bytes, tree_mtime, disk_mtime, counted FROM folders"
                        + " WHERE inode > ? ORDER BY inode LIMIT ?",
                DriverTables::tally,
                after,
                most));
    }

    void unfollow(Collection<Long> folders) {
        work(connection -> {
            for (long inode : new TreeSet<>(folders)) {
                run(connection, "DELETE FROM folders WHERE inode = ?", inode);
            }
            return true;
        });
    }

    /** An inode that bears the id of another. */
    record Adoption(long inode, long origin) {}

    /** The inodes that may bear an id now, besides its origin. */
    List<Long> bearers(long origin) {
        return read(connection ->
                query(connection, "SELECT inode FROM adopted WHERE id = ?", rows -> rows.getLong(1), origin));
    }

    List<Adoption> adoptions(long after, int most) {
        return read(connection -> query(
                connection,
                "SELECT inode, id FROM adopted WHERE inode > ? ORDER BY inode LIMIT ?",
                rows -> new Adoption(rows.getLong(1), rows.getLong(2)),
                after,
                most));
    }

    void adopt(List<Adoption> adoptions) {
        work(connection -> {
            for (Adoption each : adoptions) {
                run(connection, "DELETE FROM adopted WHERE inode = ?", each.inode());
                run(connection, "INSERT INTO adopted (inode, id) VALUES (?, ?)", each.inode(), each.origin());
            }
            return true;
        });
    }

    void disown(Collection<Long> inodes) {
        work(connection -> {
            for (long inode : inodes) {
                run(connection, "DELETE FROM adopted WHERE inode = ?", inode);
            }
            return true;
        });
    }

    private <T> T work(Database.Work<T> work) {
        try {
            return database.transaction(work);
        } catch (SQLException failure) {
            throw new WeftException.Unavailable("the server's database failed", failure);
        }
    }

    private <T> T read(Database.Work<T> work) {
        try (Connection connection = database.source().getConnection()) {
            return work.run(connection);
        } catch (SQLException failure) {
            throw new WeftException.Unavailable("the server's database failed", failure);
        }
    }

    private interface Row<T> {
        T of(ResultSet rows) throws SQLException;
    }

    private static <T> List<T> query(Connection connection, String sql, Row<T> row, Object... arguments)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments);
                ResultSet rows = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (rows.next()) {
                found.add(row.of(rows));
            }
            return found;
        }
    }

    private static int run(Connection connection, String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, arguments)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... arguments)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
        return statement;
    }
}
