/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Database;
import org.weft.spi.storage.RelPath;

/**
 * Where the node of an id was last seen: parent and name. Serves look-ups by id only and may be wrong or lost: what it
 * says is compared with the disk, and a scan fills it again. Writes go into memory and from there to the database in
 * batches, so that no upload waits for it.
 */
final class NodeIndex {

    private static final Logger LOG = LoggerFactory.getLogger(NodeIndex.class);
    private static final int BATCH = 10_000;
    private static final int MUCH_PENDING = 20_000;
    private static final int MOST_PENDING = 200_000;
    private static final int DEEPEST = 2_048;

    /** Stands for the parent of the folders that hold what was deleted in a space. */
    static final Id TRASH = new Id(0, 1);

    private final Database database;
    private final Map<Id, Change> pending = new ConcurrentHashMap<>();
    private final Map<Place, Id> pendingPlaces = new ConcurrentHashMap<>();
    private final IndexCache cache = new IndexCache();
    private final IndexMetadata facts;
    private final ReentrantLock flushing = new ReentrantLock();
    private volatile boolean complete;
    private volatile boolean sound;
    private volatile boolean scanned;

    NodeIndex(Database database) {
        this.database = database;
        this.facts = new IndexMetadata(database);
    }

    /** A name in a folder. */
    record Place(Id parent, String name) {}

    /** What is to be written: a place, or nothing for a node that is gone. */
    private record Change(Optional<Place> place) {}

    /**
     * Makes the tables.
     *
     * @param rootId the root's id; an index of another root is emptied
     * @param trusted whether what it holds can be complete: the last instance ended well, or the root is new
     * @param fresh whether the root is new, so that an empty index is a complete one
     */
    void start(Id rootId, boolean trusted, boolean fresh) throws SQLException {
        database.migrate(NodeIndex.class, "migrations/0001-nodes.sql");
        boolean known = facts.root().equals(Optional.of(rootId));
        if (!known) {
            facts.begin(rootId);
        }
        if (fresh) {
            facts.scanned("new");
        }
        scanned = facts.isScanned();
        complete = fresh || (trusted && scanned);
        sound = complete || !known;
        forgetScan();
    }

    /** A scan that is only begun may be cut short by a good end; the next start must not take the index for complete. */
    private void forgetScan() throws SQLException {
        if (!complete && scanned) {
            facts.notScanned();
            scanned = false;
        }
    }

    /** The rows as they lie in the database. */
    IndexRows rows() {
        return new IndexRows(database);
    }

    /** Empties it; until the next scan nothing is known for certain. */
    void clear() throws SQLException {
        flushing.lock();
        try {
            complete = false;
            forgetScan();
            pending.clear();
            pendingPlaces.clear();
            rows().clear();
            cache.clear();
            sound = true;
        } finally {
            flushing.unlock();
        }
    }

    /** Whether every node that was ever shown is in it, so that an unknown id is one that never was. */
    boolean isComplete() {
        return complete;
    }

    /**
     * Whether a place that it tells of is one that nobody has left unnoticed. After an unclean end it is not, until every
     * node has been noted at the place where it is: till then nobody may be given an id because of the place that he has.
     */
    boolean isSound() {
        return sound;
    }

    /** Every node that bears its id has been noted. */
    void placed() {
        sound = true;
    }

    /** A scan has gone through the whole tree. */
    void completed(String when) {
        flush();
        flushing.lock();
        try {
            facts.scanned(when);
            scanned = true;
            complete = true;
        } catch (SQLException failure) {
            LOG.warn("index_write_failed error={}", failure.getMessage());
        } finally {
            flushing.unlock();
        }
    }

    /** A node is at a place now. */
    void note(Id id, Id parent, String name) {
        put(id, new Change(Optional.of(new Place(parent, name))));
    }

    /** Which children of a folder it does not have at their places. */
    List<NamedEntry> unknown(Id parent, List<NamedEntry> children) {
        Map<String, Id> known =
                idsAt(parent, children.stream().map(NamedEntry::name).toList());
        return children.stream()
                .filter(seen -> !seen.child().id().equals(known.get(seen.name())))
                .toList();
    }

    /** Writes what is pending when it is much, so that who notes many nodes does not run ahead of the database. */
    void relieve() {
        if (pending.size() > MUCH_PENDING) {
            flush();
        }
    }

    /** A node is gone. */
    void forget(Id id) {
        put(id, new Change(Optional.empty()));
    }

    private void put(Id id, Change change) {
        if (pending.size() >= MOST_PENDING) {
            sound = false; // the database does not keep up; a scan will find what is dropped here
            complete = false;
            cache.changed(id);
            return;
        }
        Change old = pending.put(id, change);
        if (old != null) {
            old.place().ifPresent(place -> pendingPlaces.remove(place, id));
        }
        change.place().ifPresent(place -> pendingPlaces.put(place, id));
        cache.changed(id);
    }

    /** Where a node was last seen. */
    Optional<Place> place(Id id) {
        Change change = pending.get(id);
        if (change != null) {
            return change.place();
        }
        long before = cache.written();
        Optional<Place> cached = cache.get(id);
        if (cached.isPresent()) {
            return cached;
        }
        Optional<Place> read = query(
                "SELECT parent, name FROM nodes WHERE id = ?",
                rows -> Id.parse(rows.getString(1)).map(parent -> new Place(parent, text(rows, 2))),
                id.text());
        read.ifPresent(place -> cache.read(id, place, before, pending::containsKey));
        return read;
    }

    /** The path of an id as far as is known, from the root down. */
    Optional<RelPath> path(Id id, Id rootId) {
        Deque<String> names = new ArrayDeque<>();
        Id at = id;
        while (!at.equals(rootId)) {
            Optional<Place> place = place(at);
            if (place.isEmpty() || names.size() > DEEPEST) {
                return Optional.empty();
            }
            names.addFirst(place.get().name());
            at = place.get().parent();
        }
        RelPath path = RelPath.root();
        for (String name : names) {
            path = path.resolve(name);
        }
        return Optional.of(path);
    }

    /** Whether a node was last seen in the trash, or below something that is there. */
    boolean isKept(Id id) {
        Id at = id;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<Place> place = place(at);
            if (place.isEmpty()) {
                return false;
            }
            at = place.get().parent();
            if (at.equals(TRASH)) {
                return true;
            }
        }
        return false;
    }

    private static String text(ResultSet rows, int column) {
        try {
            return rows.getString(column);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Which node was last seen at a place. */
    Optional<Id> idAt(Id parent, String name) {
        Place place = new Place(parent, name);
        Id noted = pendingPlaces.get(place);
        if (noted != null) {
            return Optional.of(noted);
        }
        return query(
                        "SELECT id FROM nodes WHERE parent = ? AND name = ?",
                        rows -> Id.parse(rows.getString(1)),
                        parent.text(),
                        name)
                .filter(id -> isUnchanged(id, place));
    }

    /** Which nodes were last seen at some names of a folder. */
    Map<String, Id> idsAt(Id parent, List<String> names) {
        Map<String, Id> ids = new HashMap<>();
        List<String> unread = new ArrayList<>();
        for (String name : names) {
            Id noted = pendingPlaces.get(new Place(parent, name));
            if (noted != null) {
                ids.put(name, noted);
            } else {
                unread.add(name);
            }
        }
        if (unread.isEmpty()) {
            return ids;
        }
        String sql =
                "SELECT name, id FROM nodes WHERE parent = ? AND name IN (?" + ", ?".repeat(unread.size() - 1) + ")";
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parent.text());
            for (int i = 0; i < unread.size(); i++) {
                statement.setString(i + 2, unread.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    Id.parse(rows.getString(2))
                            .filter(id -> isUnchanged(id, new Place(parent, name)))
                            .ifPresent(id -> ids.put(name, id));
                }
            }
        } catch (SQLException failure) {
            LOG.warn("index_read_failed error={}", failure.getMessage());
        }
        return ids;
    }

    /** Whether nothing that is pending moves a node away from where the database has it. */
    private boolean isUnchanged(Id id, Place place) {
        Change change = pending.get(id);
        return change == null || change.place().equals(Optional.of(place));
    }

    private interface Reading<T> {
        Optional<T> of(ResultSet rows) throws SQLException;
    }

    private <T> Optional<T> query(String sql, Reading<T> reading, String... arguments) {
        try (Connection connection = database.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? reading.of(rows) : Optional.empty();
            }
        } catch (SQLException failure) {
            LOG.warn("index_read_failed error={}", failure.getMessage());
            return Optional.empty();
        }
    }

    int pending() {
        return pending.size();
    }

    /** Writes what is pending. Called at intervals, by scans and at the end. */
    void flush() {
        flushing.lock();
        try {
            forgetScan();
            while (!pending.isEmpty()) {
                Map<Id, Change> batch = new HashMap<>();
                for (Map.Entry<Id, Change> entry : pending.entrySet()) {
                    batch.put(entry.getKey(), entry.getValue());
                    if (batch.size() == BATCH) {
                        break;
                    }
                }
                write(batch);
                cache.batchWritten();
                batch.forEach((id, change) -> {
                    pending.remove(id, change);
                    change.place().ifPresent(place -> pendingPlaces.remove(place, id));
                });
            }
        } catch (SQLException failure) {
            LOG.warn("index_write_failed pending={} error={}", pending.size(), failure.getMessage());
        } finally {
            flushing.unlock();
        }
    }

    private void write(Map<Id, Change> batch) throws SQLException {
        database.transaction(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM nodes WHERE id = ?");
                    PreparedStatement insert = connection.prepareStatement("INSERT INTO nodes (id, parent, name)"
                            + " VALUES (?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name")) {
                boolean deletes = false;
                boolean inserts = false;
                for (Map.Entry<Id, Change> entry : batch.entrySet()) {
                    Optional<Place> place = entry.getValue().place();
                    if (place.isPresent()) {
                        insert.setString(1, entry.getKey().text());
                        insert.setString(2, place.get().parent().text());
                        insert.setString(3, place.get().name());
                        insert.addBatch();
                        inserts = true;
                    } else {
                        delete.setString(1, entry.getKey().text());
                        delete.addBatch();
                        deletes = true;
                    }
                }
                if (deletes) {
                    delete.executeBatch();
                }
                if (inserts) {
                    insert.executeBatch();
                }
            }
            return batch;
        });
    }
}
