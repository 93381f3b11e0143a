/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.weft.blobtree.Revision.Stamp;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Mutex;

/**
 * A started tree: all its parts, wired.
 *
 * @param engine what they share
 * @param reading what changes nothing
 * @param puts writes files
 * @param removals takes nodes out
 * @param changes makes folders, deletes and moves
 */
record Instance(Engine engine, Reading reading, Puts puts, Removals removals, TreeChanges changes) {

    static Instance start(Blobs blobs, DriverContext context, TreeSettings settings) throws IOException {
        blobs.start();
        TreeDatabase database = new TreeDatabase(context.database(org.weft.spi.Database.Durability.DURABLE));
        try {
            database.migrate();
        } catch (SQLException failure) {
            throw new IOException("the database of this storage can't be used: " + failure.getMessage(), failure);
        }
        Session session = new Session(database, context.clock());
        session.begin();
        String root;
        try (Mutex.Held held = context.mutex("blobtree-start").acquire()) {
            root = new Founding(blobs, new Keys(settings.prefix()), database, session).root();
        }
        Engine engine = Engine.of(blobs, settings, context, database, session, root);
        Removals removals = new Removals(engine);
        return new Instance(
                engine,
                new Reading(engine),
                new Puts(engine, new Drops(settings)),
                removals,
                new TreeChanges(engine, removals));
    }

    Health health() {
        return engine.blobs().health();
    }

    void close() {
        engine.session().end(engine.discards().isClean());
    }

    /** Finds out whose tree the store and the database hold, and makes one where there is none. */
    private record Founding(Blobs blobs, Keys keys, TreeDatabase database, Session session) {

        String root() throws IOException {
            Optional<String> known = database.read(connection -> Facts.get(connection, Facts.TREE));
            Optional<String> stored =
                    blobs.get(keys.whole(Keys.TREE)).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
            if (known.isPresent() && stored.isPresent() && !known.equals(stored)) {
                throw new IOException("the store holds the tree " + stored.get() + ", but the database that of "
                        + known.get() + "; they do not belong together");
            }
            if (known.isPresent() && stored.isEmpty()) {
                throw new IOException("the store does not hold the tree " + known.get()
                        + " that the database knows; is the bucket or the prefix another one?");
            }
            if (known.isEmpty()) {
                found(stored);
            }
            return database.read(connection -> Facts.get(connection, Facts.ROOT))
                    .orElseThrow();
        }

        private void found(Optional<String> stored) throws IOException {
            Stamp stamp = session.stamp();
            String tree = stored.orElseGet(session::name);
            String id = session.name();
            Row root = Row.folder(id, null, "", true, stamp.time(), Revision.first(stamp));
            blobs.put(
                    keys.whole(root.recordKey()),
                    RecordText.write(NodeRecord.of(root, List.of()).withSpace(Optional.of(SpaceRow.rest(id)))));
            blobs.put(keys.whole(Keys.TREE), tree.getBytes(StandardCharsets.UTF_8));
            database.repeatable(connection -> {
                new NodeTable(database).insert(connection, List.of(root));
                insert(connection, SpaceRow.rest(id));
                Facts.set(connection, Facts.ROOT, id);
                Facts.set(connection, Facts.TREE, tree);
                return true;
            });
        }

        private static void insert(Connection connection, SpaceRow space) throws SQLException {
            SpaceTable.insert(connection, space);
        }
    }
}
