/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import org.weft.spi.Caller;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.PutSpec;

/** Adds to what guards a change that it is judged by the storage's own locks, where it keeps some. */
final class MemoryLockGuards {

    private final MemoryStore store;
    private final boolean keepsLocks;

    MemoryLockGuards(MemoryStore store, boolean keepsLocks) {
        this.store = store;
        this.keepsLocks = keepsLocks;
    }

    PutSpec judging(Caller who, PutSpec spec) {
        return keepsLocks
                ? new PutSpec(
                        spec.length(),
                        spec.mtime(),
                        spec.precondition(),
                        new MemoryLockGuard(store, who, spec.guard(), spec.lockIds()),
                        spec.onConflict(),
                        spec.digests(),
                        spec.mediaType(),
                        spec.keepsVersion(),
                        spec.lockIds())
                : spec;
    }

    MakeSpec judging(Caller who, MakeSpec spec) {
        return keepsLocks
                ? new MakeSpec(
                        spec.mtime(), new MemoryLockGuard(store, who, spec.guard(), spec.lockIds()), spec.lockIds())
                : spec;
    }

    DeleteSpec judging(Caller who, DeleteSpec spec) {
        return keepsLocks
                ? new DeleteSpec(
                        spec.precondition(),
                        new MemoryLockGuard(store, who, spec.guard(), spec.lockIds()),
                        spec.forGood(),
                        spec.lockIds())
                : spec;
    }

    MoveSpec judging(Caller who, MoveSpec spec) {
        return keepsLocks
                ? new MoveSpec(
                        spec.overwrite(),
                        spec.source(),
                        spec.target(),
                        new MemoryLockGuard(store, who, spec.guard(), spec.lockIds()),
                        spec.lockIds())
                : spec;
    }
}
