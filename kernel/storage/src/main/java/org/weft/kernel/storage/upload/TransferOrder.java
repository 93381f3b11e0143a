/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Precondition;

/** A transfer that was agreed upon: what a transfer token stands for. */
public sealed interface TransferOrder {

    /** Who ordered it. */
    TransferUser who();

    /** What it is about. */
    Target target();

    /**
     * To fetch a file.
     *
     * @param who who ordered it
     * @param target the file
     * @param version the key of an earlier content; empty for the present one
     */
    record Download(TransferUser who, Target target, Optional<String> version) implements TransferOrder {}

    /**
     * To send a file.
     *
     * @param id names the session, should the file come in parts
     * @param who who ordered it
     * @param target where it shall go
     * @param length how long it will be, where the client said
     * @param mtime the time it shall bear
     * @param declared the checksums that the client says it has
     * @param precondition what must hold of the target at the commit
     * @param lockTokens the locks that the client shows
     */
    record Upload(
            String id,
            TransferUser who,
            Target target,
            OptionalLong length,
            Optional<Instant> mtime,
            List<Checksum> declared,
            Precondition precondition,
            Set<String> lockTokens)
            implements TransferOrder {

        public Upload {
            declared = List.copyOf(declared);
            lockTokens = Set.copyOf(lockTokens);
        }

        /** The same with another lock shown. */
        public Upload showing(String lock) {
            return new Upload(id, who, target, length, mtime, declared, precondition, Set.of(lock));
        }
    }
}
