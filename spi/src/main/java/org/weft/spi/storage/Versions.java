/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.time.Instant;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/**
 * Earlier contents of files. Whatever gives a file other content (a put over it, a committed upload, a restore) makes a
 * version of what was present, in the same visible step; what is refused makes none. Versions belong to the node and not
 * to its name: they go with it where it is moved to, and through the trash and back; a copy has none; they are gone when
 * the file is deleted for good. They count into the space's quota. A driver may let old ones go, but keeps the last ten
 * until the operator says otherwise. Thread-safe.
 *
 * <p>{@code NotFound} where there is no such file, or no such version of it; {@code Conflict} for what is no file.
 */
public interface Versions {

    /** Pushes the earlier contents, newest first, each once; the present one is not among them. */
    void list(Caller who, Ref file, Sink<Version> sink) throws IOException;

    /** Opens an earlier content; the node is the file's, with the version's size, etag and mtime. */
    Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException;

    /**
     * Makes an earlier content the present one, in one step; what was present becomes a version. The file keeps its id and
     * gets another etag. Whether the version that was restored stays in the list too is the driver's choice.
     *
     * @param guard wraps the commit and is told the file as the source, as by a put over it
     */
    Node restore(Caller who, Ref file, String key, Guard guard) throws IOException;

    /**
     * An earlier content.
     *
     * @param key names it among the versions of its file, URL-safe; the same as long as the version is there, and never
     *     given to another one
     * @param size bytes
     * @param mtime when that content was written
     * @param etag its tag, without quotes
     */
    record Version(String key, long size, Instant mtime, String etag) {}
}
