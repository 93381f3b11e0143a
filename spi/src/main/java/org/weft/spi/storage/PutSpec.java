/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How a file is written.
 *
 * @param length how many bytes will come, where the client said
 * @param mtime the time that the client wants the file to bear; a driver without {@code settableMtime} ignores it, and
 *     the returned node tells
 * @param precondition judged before the first read of the body and again at commit; with {@link OnConflict#RENAME} by the free
 *     name that is chosen, so with no current node
 * @param guard judged before the first read of the body, and wraps the commit
 * @param onConflict what to do when the name is taken
 * @param digests the body's digests, complete once the body has ended: those of the algorithms that the traits announce are kept
 *     with the node and told in {@link Node#checksums}
 * @param mediaType what the client said
 * @param keepsVersion whether the content that is replaced becomes a version, if the driver has versions; false when the
 *     site's operator has switched them off for this storage
 * @param lockIds the ids of locks that the caller shows; a driver with {@link Locks} judges by them in its step
 */
public record PutSpec(
        OptionalLong length,
        Optional<Instant> mtime,
        Precondition precondition,
        Guard guard,
        OnConflict onConflict,
        Supplier<List<Checksum>> digests,
        Optional<String> mediaType,
        boolean keepsVersion,
        Set<String> lockIds) {

    public PutSpec {
        lockIds = Set.copyOf(lockIds);
    }

    /** No lock is shown. */
    public PutSpec(
            OptionalLong length,
            Optional<Instant> mtime,
            Precondition precondition,
            Guard guard,
            OnConflict onConflict,
            Supplier<List<Checksum>> digests,
            Optional<String> mediaType,
            boolean keepsVersion) {
        this(length, mtime, precondition, guard, onConflict, digests, mediaType, keepsVersion, Set.of());
    }

    /** What is replaced becomes a version, where the driver has versions. */
    public PutSpec(
            OptionalLong length,
            Optional<Instant> mtime,
            Precondition precondition,
            Guard guard,
            OnConflict onConflict,
            Supplier<List<Checksum>> digests,
            Optional<String> mediaType) {
        this(length, mtime, precondition, guard, onConflict, digests, mediaType, true);
    }

    /** Replaces whatever is there, without conditions. */
    public static PutSpec simple() {
        return new PutSpec(
                OptionalLong.empty(),
                Optional.empty(),
                Precondition.none(),
                Guard.none(),
                OnConflict.REPLACE,
                List::of,
                Optional.empty());
    }
}
