/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.PutSpec;

/**
 * A file that is sent.
 *
 * @param length how long it says it is
 * @param mtime the time it shall bear
 * @param declared the checksums that the client says it has; the body must fit all of them
 * @param onConflict what to do when the name is taken
 * @param mediaType what the client says it is
 * @param change the conditions
 */
public record PutRequest(
        OptionalLong length,
        Optional<Instant> mtime,
        List<Checksum> declared,
        OnConflict onConflict,
        Optional<String> mediaType,
        WriteConditions change) {

    public PutRequest {
        declared = List.copyOf(declared);
    }

    /** The same from somebody who may see nothing: it takes no other's place, and no condition asks what is there. */
    public PutRequest dropped() {
        return new PutRequest(length, mtime, declared, OnConflict.RENAME, mediaType, WriteConditions.plain());
    }

    /**
     * What a driver is told.
     *
     * @param digests of the body, once it has ended
     */
    public PutSpec spec(Location location, Guard guard, Supplier<List<Checksum>> digests) {
        return new PutSpec(
                length,
                mtime,
                change.precondition(),
                guard,
                onConflict,
                digests,
                mediaType,
                !location.mount().disabled().contains("versions"),
                change.lockTokens());
    }

    /** Replaces whatever is there. */
    public static PutRequest simple(OptionalLong length) {
        return new PutRequest(
                length, Optional.empty(), List.of(), OnConflict.REPLACE, Optional.empty(), WriteConditions.plain());
    }
}
