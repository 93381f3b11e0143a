/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.util.Optional;

/**
 * Where the tree keeps the id that the server gave the storage. It is a part of every id that clients hold; so when the
 * server's database is lost and the tree is not, clients find everything under the ids they know. The server asks once
 * after each start, before anybody is served from a tree that is new to it, and writes only where it has to. Thread-safe.
 */
public interface StoredId {

    /**
     * The id that was written last; empty where there is none yet.
     *
     * @throws IOException when it can't be read: never to be taken for none
     */
    Optional<String> read() throws IOException;

    /**
     * Keeps an id with the tree, whole or not at all, where a rebuild, a backup of the tree, and another server that serves
     * it find it.
     *
     * @param id 1 to 64 characters of {@code A-Z a-z 0-9 -}
     * @throws org.weft.spi.WeftException.Unsupported when this tree may not be written
     */
    void write(String id) throws IOException;
}
