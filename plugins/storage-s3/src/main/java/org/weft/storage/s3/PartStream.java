/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.InputStream;
import java.util.List;

/** Reads segments of equal size one after the other. It can be reset, so that a request can be repeated. */
final class PartStream extends InputStream {

    private final List<byte[]> segments;
    private final int length;
    private final int segmentSize;
    private int position;
    private int marked;

    PartStream(List<byte[]> segments, int length, int segmentSize) {
        this.segments = segments;
        this.length = length;
        this.segmentSize = segmentSize;
    }

    @Override
    public int read() {
        if (position == length) {
            return -1;
        }
        byte next = segments.get(position / segmentSize)[position % segmentSize];
        position++;
        return next & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) {
        if (count == 0) {
            return 0;
        }
        if (position == length) {
            return -1;
        }
        int within = position % segmentSize;
        int copied = Math.min(Math.min(count, length - position), segmentSize - within);
        System.arraycopy(segments.get(position / segmentSize), within, target, offset, copied);
        position += copied;
        return copied;
    }

    @Override
    public int available() {
        return length - position;
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public void mark(int limit) {
        marked = position;
    }

    @Override
    public void reset() {
        position = marked;
    }
}
