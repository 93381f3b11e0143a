/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.DeleteSpec;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MakeSpec;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;

/** Specs that differ from the simple one in one respect. */
final class Specs {

    private Specs() {}

    static PutSpec when(Precondition precondition) {
        return put(OptionalLong.empty(), Optional.empty(), precondition, Guard.none(), OnConflict.REPLACE, List::of);
    }

    static PutSpec guarded(Guard guard) {
        return put(OptionalLong.empty(), Optional.empty(), Precondition.none(), guard, OnConflict.REPLACE, List::of);
    }

    static PutSpec onConflict(OnConflict choice) {
        return put(OptionalLong.empty(), Optional.empty(), Precondition.none(), Guard.none(), choice, List::of);
    }

    static PutSpec length(long bytes) {
        return put(
                OptionalLong.of(bytes),
                Optional.empty(),
                Precondition.none(),
                Guard.none(),
                OnConflict.REPLACE,
                List::of);
    }

    static PutSpec mtime(Instant time) {
        return put(
                OptionalLong.empty(),
                Optional.of(time),
                Precondition.none(),
                Guard.none(),
                OnConflict.REPLACE,
                List::of);
    }

    static PutSpec digests(Supplier<List<Checksum>> digests) {
        return put(
                OptionalLong.empty(), Optional.empty(), Precondition.none(), Guard.none(), OnConflict.REPLACE, digests);
    }

    private static PutSpec put(
            OptionalLong length,
            Optional<Instant> mtime,
            Precondition precondition,
            Guard guard,
            OnConflict choice,
            Supplier<List<Checksum>> digests) {
        return new PutSpec(length, mtime, precondition, guard, choice, digests, Optional.empty());
    }

    static MakeSpec make(Guard guard) {
        return new MakeSpec(Optional.empty(), guard);
    }

    static DeleteSpec delete(Guard guard) {
        return new DeleteSpec(Precondition.none(), guard);
    }

    static MoveSpec move(boolean overwrite, Guard guard) {
        return new MoveSpec(overwrite, Precondition.none(), Precondition.none(), guard);
    }
}
