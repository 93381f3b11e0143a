/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * How a folder is made. A taken name is always {@code AlreadyExists}.
 *
 * @param mtime the time that the client wants it to bear
 * @param guard wraps the commit
 * @param lockIds the ids of locks that the caller shows; a driver with {@link Locks} judges by them in its step
 */
public record MakeSpec(Optional<Instant> mtime, Guard guard, Set<String> lockIds) {

    public MakeSpec {
        lockIds = Set.copyOf(lockIds);
    }

    /** No lock is shown. */
    public MakeSpec(Optional<Instant> mtime, Guard guard) {
        this(mtime, guard, Set.of());
    }

    public static MakeSpec simple() {
        return new MakeSpec(Optional.empty(), Guard.none());
    }
}
