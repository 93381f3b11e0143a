/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.weft.spi.Caller;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Lock;
import org.weft.spi.storage.Lock.Sharing;
import org.weft.spi.storage.LockRequest;
import org.weft.spi.storage.Locks;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.StorageDriver;

/** What the groups of cases about locks have in common: a folder with a file and a folder with a file. */
abstract class LockCases extends Cases {

    static final Caller BENNO = StorageBench.caller("benno");

    @BeforeEach
    final void requireLocks() throws IOException {
        locks();
        bench().requiresWriting();
        bench().folder("/f");
        bench().put("/f/a", "old");
        bench().folder("/f/g");
        bench().put("/f/g/b", "old");
    }

    final Locks locks() {
        return offered("Locks", StorageDriver::locks);
    }

    static LockRequest wanted(Caller who, String id, Sharing sharing, boolean deep) {
        return new LockRequest(
                id, sharing, deep, who.user(), who.lockHolder(), "<d:href>me</d:href>", Duration.ofMinutes(10));
    }

    final Lock lock(Caller who, String path, String id, Sharing sharing, boolean deep) throws IOException {
        return locks().acquire(who, StorageBench.at(path), wanted(who, id, sharing, deep));
    }

    /** An exclusive one of anna's on the node alone. */
    final Lock lock(String path, String id) throws IOException {
        return lock(bench().anna(), path, id, Sharing.EXCLUSIVE, false);
    }

    final void release(String path, String id) throws IOException {
        locks().release(bench().anna(), StorageBench.at(path), id);
    }

    final List<Lock> covering(String path) throws IOException {
        return locks().covering(bench().anna(), StorageBench.at(path));
    }

    final List<String> ids(String path) throws IOException {
        return covering(path).stream().map(Lock::id).sorted().toList();
    }

    /** Anna in an application. */
    final Caller office() {
        Caller anna = bench().anna();
        return new Caller(
                anna.user(),
                anna.username(),
                anna.groups(),
                anna.scopes(),
                Optional.empty(),
                Optional.of("office"),
                anna.trace());
    }

    static PutSpec showing(String... ids) {
        PutSpec simple = PutSpec.simple();
        return new PutSpec(
                simple.length(),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                simple.onConflict(),
                simple.digests(),
                simple.mediaType(),
                simple.keepsVersion(),
                Set.of(ids));
    }

    static MakeSpec making(String... ids) {
        return new MakeSpec(Optional.empty(), Guard.none(), Set.of(ids));
    }

    static DeleteSpec deleting(String... ids) {
        return new DeleteSpec(Precondition.none(), Guard.none(), false, Set.of(ids));
    }

    static MoveSpec moving(boolean overwrite, String... ids) {
        return new MoveSpec(overwrite, Precondition.none(), Precondition.none(), Guard.none(), Set.of(ids));
    }
}
