/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Database;
import org.weft.spi.DriverContext;
import org.weft.spi.Health;
import org.weft.spi.Mutex;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Progress;

/**
 * A started tree: all its parts, wired.
 *
 * @param engine what they share
 * @param reading what changes nothing
 * @param puts writes files
 * @param removals takes nodes out
 * @param changes makes folders, deletes, moves, and sets times
 * @param versions earlier contents
 * @param trash what was deleted
 * @param spaces homes and projects
 * @param copies copies
 * @param uploads uploads in parts, where the store has them
 * @param sweeper clears away
 * @param upkeep for operators
 */
record StartedTree(
        TreeContext engine,
        ReadOperations reading,
        FileWriter puts,
        NodeRemover removals,
        TreeChanges changes,
        FileVersions versions,
        SpaceTrash trash,
        TreeSpaces spaces,
        NodeCopier copies,
        Optional<NativeUploads> uploads,
        GarbageSweeper sweeper,
        TreeUpkeep upkeep) {

    private static final Logger LOG = LoggerFactory.getLogger(StartedTree.class);

    static StartedTree start(Blobs blobs, DriverContext context, TreeSettings settings) throws IOException {
        blobs.start();
        TreeDatabase database = new TreeDatabase(context.database(Database.Durability.DURABLE));
        try {
            database.migrate();
        } catch (SQLException failure) {
            throw new IOException("the database of this storage can't be used: " + failure.getMessage(), failure);
        }
        EngineLease session = new EngineLease(database, context.clock());
        session.begin();
        String root;
        try (Mutex.Held held = context.mutex("blobtree-start").acquire()) {
            root = new TreeInitializer(blobs, new BlobKeys(settings.prefix()), database, session).root();
        }
        StartedTree instance = of(TreeContext.of(blobs, settings, context, database, session, root));
        instance.sweeper().start();
        Progress progress = instance.upkeep().progress();
        context.meter().gauge("upkeep_things", progress::count);
        return instance;
    }

    private static StartedTree of(TreeContext engine) {
        NodeRemover removals = new NodeRemover(engine);
        ReadOperations reading = new ReadOperations(engine);
        FileWriter puts = new FileWriter(engine, new VersionRetention(engine.settings()));
        TreeChanges changes = new TreeChanges(engine, removals);
        SpaceTrash trash = new SpaceTrash(engine, removals);
        FileVersions versions = new FileVersions(engine, reading, puts);
        engine.room().connect(new RoomMaker(engine, puts, trash)::make);
        Optional<NativeUploads> uploads = engine.blobs().parts().map(parts -> new NativeUploads(engine, parts, puts));
        OrphanScan orphans = new OrphanScan(engine);
        DeadEngines remains = new DeadEngines(engine, orphans);
        GarbageSweeper sweeper = new GarbageSweeper(engine, trash, versions, uploads, remains);
        return new StartedTree(
                engine,
                reading,
                puts,
                removals,
                changes,
                versions,
                trash,
                new TreeSpaces(engine, changes, trash),
                new NodeCopier(engine, removals),
                uploads,
                sweeper,
                new TreeUpkeep(engine, sweeper, orphans, remains));
    }

    Health health() {
        return upkeep.progress().with(engine.blobs().health());
    }

    void close() {
        sweeper.stop();
        try {
            engine.session().end(engine.discards().isClean());
        } catch (WeftException.Unavailable gone) {
            LOG.atDebug().addKeyValue("storage", engine.context().instance()).log("blobtree-end-not-noted", gone);
        }
    }
}
