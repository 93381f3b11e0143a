/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.time.Instant;
import org.weft.spi.Caller;
import org.weft.spi.Sink;

/** Earlier contents of files. */
public interface Versions {

    /** Pushes the earlier contents, newest first; the present one is not among them. */
    void list(Caller who, Ref file, Sink<Version> sink) throws IOException;

    /** Opens an earlier content; the node is the file's, with the version's size, etag and mtime. */
    Content open(Caller who, Ref file, String key, ReadSpec spec) throws IOException;

    /** Makes an earlier content the present one; what was present becomes a version. */
    Node restore(Caller who, Ref file, String key, Guard guard) throws IOException;

    /**
     * An earlier content.
     *
     * @param key names it, URL-safe
     * @param size bytes
     * @param mtime when that content was written
     * @param etag its tag, without quotes
     */
    record Version(String key, long size, Instant mtime, String etag) {}
}
