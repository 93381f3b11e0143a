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
final class Remains {

    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);
    private static final String DUE = "remains-due";

    private final Engine engine;
    private final Orphans orphans;

    Remains(Engine engine, Orphans orphans) {
        this.engine = engine;
        this.orphans = orphans;
    }

    /** Buries the dead and clears away what is due. */
    void clear() throws IOException {
        bury();
        Sink<Orphans.Orphan> log = orphan -> {
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
        Duration wait = engine.settings().orphansAfter().plus(Session.DEAD);
        String due = Long.toString(engine.session().now() + wait.toNanos() / 1000);
        engine.database().repeatable(connection -> {
            Facts.set(connection, DUE, due);
            return true;
        });
    }

    /** Whether it is time, and nobody else has begun. */
    private boolean isDue() {
        return engine.database().repeatable(connection -> {
            boolean due = Facts.get(connection, DUE)
                    .filter(time -> Long.parseLong(time) <= engine.session().now())
                    .isPresent();
            if (due) {
                Facts.remove(connection, DUE);
            }
            return due;
        });
    }
}
