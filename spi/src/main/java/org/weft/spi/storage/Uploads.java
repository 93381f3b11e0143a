/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.OptionalLong;
import org.weft.spi.Caller;

/** Uploads in parts that the backend keeps by itself, so that any node of a site can go on with one. */
public interface Uploads {

    /** Begins; the answer's id is plain data that the kernel stores. */
    State begin(Caller who, Ref target, OptionalLong length) throws IOException;

    /**
     * Adds bytes at an offset that must be the state's.
     *
     * @return how far the upload is durable now; also told by {@link #state} after a body that broke off
     * @throws org.weft.spi.WeftException.Conflict when the offset is not where the upload stands
     */
    long append(Caller who, String id, long offset, InputStream body) throws IOException;

    State state(Caller who, String id) throws IOException;

    /** Makes the file of it, as {@link StorageDriver#put} would. */
    Node commit(Caller who, String id, Ref target, PutSpec spec) throws IOException;

    /** Forgets it. Idempotent. */
    void abort(Caller who, String id) throws IOException;

    /**
     * How an upload stands.
     *
     * @param id names it, URL-safe
     * @param offset bytes that are durable
     * @param expires when the backend may forget it
     */
    record State(String id, long offset, Instant expires) {}
}
