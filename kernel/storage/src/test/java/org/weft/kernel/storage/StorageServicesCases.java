/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.storage.TestValues.at;
import static org.weft.kernel.storage.TestValues.caller;
import static org.weft.kernel.storage.TestValues.folder;
import static org.weft.kernel.storage.TestValues.lock;
import static org.weft.kernel.storage.TestValues.put;
import static org.weft.kernel.storage.TestValues.showing;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.storage.copy.CopyService;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.MoveRequest;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.locks.LockService;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.Caller;
import org.weft.spi.WeftException.Locked;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.Precondition;

/** A storage with what the kernel adds to it, for tests of the latter on whichever database. */
public abstract class StorageServicesCases {

    public final Caller anna = caller("anna");
    public final Caller ben = caller("ben");
    public final TestValues.HandClock clock = new TestValues.HandClock();
    public final MemoryStorage storage = MemoryStorage.plain();
    final Mount mount = TestValues.mount("data", Mount.Everyone.WRITE, storage);
    public StateDatabase database;
    public StorageServices completions;
    public FileService files;
    CopyService copies;
    public LockService locks;

    /** Opens the same database again. */
    public abstract StateDatabase open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        completions = new StorageServices(
                TestValues.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        copies = completions.copies();
        locks = completions.locks();
        folder(files, anna, "data/f");
        put(files, anna, "data/f/a", "old");
        put(files, anna, "data/b", "b");
    }

    @AfterEach
    void stop() {
        database.close();
    }

    public void restart() throws Exception {
        database.close();
        database = open();
        completions = new StorageServices(
                TestValues.places(mount), database, new LockLimits(Duration.ofHours(1), 200), clock);
        files = completions.files();
        copies = completions.copies();
        locks = completions.locks();
    }

    public Lock take(Caller caller, String path, String id, Sharing sharing, boolean deep) {
        return locks.acquire(caller, at(path), lock(caller, id, sharing, deep), false)
                .lock();
    }

    public static void locked(Runnable change) {
        assertThatThrownBy(change::run).isInstanceOf(Locked.class);
    }

    public void move(Caller caller, String from, String to, String... tokens) {
        copies.move(caller, at(from), at(to), new MoveRequest(true, Precondition.none(), showing(tokens)));
    }
}
