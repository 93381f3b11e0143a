/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.memory;

import java.util.Optional;
import org.weft.spi.storage.StoredId;

/** The storage's id, with what the storage holds. */
record MemoryId(MemoryStore store) implements StoredId {

    @Override
    public Optional<String> read() {
        return store.storedId;
    }

    @Override
    public void write(String id) {
        store.storedId = Optional.of(id);
    }
}
