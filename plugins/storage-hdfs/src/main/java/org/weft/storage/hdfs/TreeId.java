/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.storage.StoredId;

/**
 * The storage's id, in an extended attribute of our own folder.
 *
 * @param own the server's own client
 * @param folder {@code .weft}
 */
record TreeId(HdfsClient own, String folder) implements StoredId {

    static final String ATTRIBUTE = "user.weft.storage-id";

    @Override
    public Optional<String> read() {
        return own.attribute(folder, ATTRIBUTE).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void write(String id) {
        own.setAttribute(folder, ATTRIBUTE, id.getBytes(StandardCharsets.UTF_8));
    }
}
