/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that is open in a pad.
 *
 * @param id the pad's name: who knows it may type there
 * @param file the file, as the kernel names it
 * @param lock the lock on the file; empty for a pad that is only looked at
 * @param digest of the text that is in the file, as the pad has it
 * @param locked when the lock was taken or refreshed last
 * @param emptySince since when nobody is there
 */
record Pad(String id, String file, Optional<String> lock, String digest, Instant locked, Optional<Instant> emptySince) {

    Pad saved(String text, Instant now) {
        return new Pad(id, file, lock, PadText.digest(text), now, emptySince);
    }

    Pad refreshed(Instant now) {
        return new Pad(id, file, lock, digest, now, emptySince);
    }

    Pad empty(Optional<Instant> since) {
        return new Pad(id, file, lock, digest, locked, since);
    }
}
