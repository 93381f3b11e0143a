/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.storage.StoredId;

/** The storage's id, in an object beside the tree's own. */
final class TreeId implements StoredId {

    private final Blobs blobs;
    private final String key;

    TreeId(Blobs blobs, TreeSettings settings) {
        this.blobs = blobs;
        this.key = new BlobKeys(settings.prefix()).whole(BlobKeys.STORAGE_ID);
    }

    @Override
    public Optional<String> read() throws IOException {
        return blobs.get(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip());
    }

    @Override
    public void write(String id) throws IOException {
        blobs.put(key, (id + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
