/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.time.Instant;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.Sink;

/** What the children of a folder come to, in whatever order they are told. Not thread-safe. */
final class FolderSummary implements Sink<Resource> {

    /** An odd number whose bits are spread: so that two children that change together hardly ever hide each other. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long size;
    private long etag;
    private Instant mtime = Instant.EPOCH;

    @Override
    public boolean accept(Resource child) {
        add(child.name(), child.node().etag(), child.node().size(), child.node().mtime());
        return true;
    }

    /** Takes in a child that is told by what it comes to. */
    void add(String name, String tag, long bytes, Instant time) {
        long one = 31L * name.hashCode() + tag.hashCode();
        one = (one ^ one >>> 29) * SPREAD;
        add(bytes, one ^ one >>> 32, time);
    }

    /** Takes in what other children come to. */
    void add(FolderSummary other) {
        add(other.size, other.etag, other.mtime);
    }

    private void add(long bytes, long tag, Instant time) {
        size += bytes;
        etag += tag;
        mtime = time.isAfter(mtime) ? time : mtime;
    }

    long size() {
        return size;
    }

    String etag() {
        return Long.toHexString(etag);
    }

    Instant mtime() {
        return mtime;
    }
}
