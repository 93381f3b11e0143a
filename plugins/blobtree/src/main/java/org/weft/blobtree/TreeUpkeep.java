/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import org.weft.spi.Mutex;
import org.weft.spi.Sink;
import org.weft.spi.storage.Progress;
import org.weft.spi.storage.Upkeep;

/** Check, rebuild and tidy. */
final class TreeUpkeep implements Upkeep {

    private final TreeContext engine;
    private final GarbageSweeper sweeper;
    private final OrphanScan orphans;
    private final DeadEngines remains;
    private final Progress progress = new Progress();

    TreeUpkeep(TreeContext engine, GarbageSweeper sweeper, OrphanScan orphans, DeadEngines remains) {
        this.engine = engine;
        this.sweeper = sweeper;
        this.orphans = orphans;
        this.remains = remains;
    }

    /** How far a check or a rebuild has come. */
    Progress progress() {
        return progress;
    }

    @Override
    public void check(Sink<Finding> sink) throws IOException {
        new ConsistencyCheck(engine, orphans, progress, sink).run();
    }

    @Override
    public long rebuild(Sink<Finding> done) throws IOException {
        try (Mutex.Held held = engine.context().mutex("rebuild").acquire()) {
            return new Rebuild(engine, progress, done).run();
        }
    }

    @Override
    public void tidy(Sink<Finding> done) throws IOException {
        engine.session().beat();
        remains.bury();
        engine.discards().sweep();
        sweeper.expire();
        long swept = sweeper.sweep();
        if (swept > 0) {
            done.accept(new Finding("garbage", BlobKeys.BLOBS, swept + " objects that were let go of are deleted"));
        }
        Sink<OrphanScan.Orphan> told =
                orphan -> done.accept(new Finding(orphan.kind(), orphan.key(), orphan.text() + "; it is deleted"));
        orphans.collect(told);
        orphans.collectParts(told);
    }
}
