/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.service.Cases.at;
import static org.weft.kernel.service.Cases.caller;
import static org.weft.kernel.service.Cases.folder;
import static org.weft.kernel.service.Cases.lock;
import static org.weft.kernel.service.Cases.put;
import static org.weft.kernel.service.Cases.showing;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weft.kernel.fake.MemoryStorage;
import org.weft.kernel.mount.Mount;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Precondition;

/** A storage with what the kernel adds to it, for tests of the latter on whichever database. */
abstract class CompletionsCases {

    final Caller anna = caller("anna");
    final Caller ben = caller("ben");
    final Cases.HandClock clock = new Cases.HandClock();
    final MemoryStorage storage = MemoryStorage.plain();
    final Mount mount = Cases.mount("data", Mount.Everyone.WRITE, storage);
    StateDatabase database;
    Completions completions;
    Files files;
    CopyService copies;
    Locking locking;

    /** Opens the same database again. */
    abstract StateDatabase open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        completions = new Completions(Cases.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        copies = completions.copies();
        locking = completions.locking();
        folder(files, anna, "data/f");
        put(files, anna, "data/f/a", "old");
        put(files, anna, "data/b", "b");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    void restart() throws Exception {
        database.close();
        database = open();
        completions = new Completions(Cases.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        copies = completions.copies();
        locking = completions.locking();
    }

    Lock take(Caller caller, String path, String id, Sharing sharing, boolean deep) {
        return locking.acquire(caller, at(path), lock(caller, id, sharing, deep), false)
                .lock();
    }

    static void locked(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(Locked.class);
    }

    void move(Caller caller, String from, String to, String... tokens) {
        copies.move(caller, at(from), at(to), new MoveRequest(true, Precondition.none(), showing(tokens)));
    }
}
