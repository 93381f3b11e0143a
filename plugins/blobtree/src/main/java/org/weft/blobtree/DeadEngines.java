/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Sink;

/**
 * What engines that died have left in the store. When one is buried it is noted in the database, and once what it left is
 * old enough the store is looked through, by whichever engine comes first. Uploads in parts, which are few, are looked for
 * each time.
 */
final class DeadEngines {

    private static final Logger LOG = LoggerFactory.getLogger(DeadEngines.class);
    private static final String DUE = "remains-due";

    private final TreeContext engine;
    private final OrphanScan orphans;

    DeadEngines(TreeContext engine, OrphanScan orphans) {
        this.engine = engine;
        this.orphans = orphans;
    }

    /** Buries the dead and clears away what is due. */
    void clear() throws IOException {
        bury();
        Sink<OrphanScan.Orphan> log = orphan -> {
            LOG.atInfo()
                    .addKeyValue("storage", engine.context().instance())
                    .addKeyValue("kind", orphan.kind())
                    .addKeyValue("object", orphan.key())
                    .log("blobtree-orphan-deleted");
            return true;
        };
        orphans.collectParts(log);
        if (isDue()) {
            orphans.collect(log);
        }
    }

    /** Buries the dead, and notes that they may have left something. */
    void bury() {
        if (engine.session().bury() == 0) {
            return;
        }
        Duration wait = engine.settings().orphansAfter().plus(EngineLease.DEAD);
        String due = Long.toString(engine.session().now() + wait.toNanos() / 1000);
        engine.database().repeatable(connection -> {
            TreeFacts.set(connection, DUE, due);
            return true;
        });
    }

    /** Whether it is time, and nobody else has begun. */
    private boolean isDue() {
        return engine.database().repeatable(connection -> {
            boolean due = TreeFacts.get(connection, DUE)
                    .filter(time -> Long.parseLong(time) <= engine.session().now())
                    .isPresent();
            if (due) {
                TreeFacts.remove(connection, DUE);
            }
            return due;
        });
    }
}
