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

/**
 * Uploads in parts that the backend keeps by itself, so that any node of a site can go on with one. Nothing of an upload is
 * visible in the tree before it is committed. {@code NotFound} for an id that is not known, or no longer. One upload is one
 * client's: of two appends at the same time at most one may count, and bytes of both are never mixed. Thread-safe.
 */
public interface Uploads {

    /**
     * Begins; the answer's id is plain data that the kernel stores.
     *
     * @param length how many bytes will come in all, 0 or more, where the client said
     * @throws org.weft.spi.WeftException.NoSpace when so many don't fit
     */
    State begin(Caller who, Ref target, OptionalLong length) throws IOException;

    /**
     * Adds bytes at an offset that must be the state's. The body is read until its end and not closed. When reading it
     * throws, the exception passes on; what became durable before counts, and {@link #state} tells how much that is.
     *
     * @param offset bytes, 0 for the beginning
     * @return how far the upload is durable now: the offset and all bytes of the body
     * @throws org.weft.spi.WeftException.Conflict when the offset is not where the upload stands
     */
    long append(Caller who, String id, long offset, InputStream body) throws IOException;

    /** How an upload stands. */
    State state(Caller who, String id) throws IOException;

    /**
     * Makes the file of it, as {@link StorageDriver#put} would: precondition, guard, conflict of names, digests and time
     * are those of the spec. Afterwards the id is not known any more; a commit that was refused or failed leaves the
     * upload as it was.
     */
    Node commit(Caller who, String id, Ref target, PutSpec spec) throws IOException;

    /** Forgets it with all its bytes. Idempotent. */
    void abort(Caller who, String id) throws IOException;

    /**
     * How an upload stands.
     *
     * @param id names it, URL-safe; hard to guess
     * @param offset bytes that are durable
     * @param expires when the backend may forget it
     */
    record State(String id, long offset, Instant expires) {}
}
