/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.hdfs.client.HdfsDataInputStream;
import org.apache.hadoop.hdfs.protocol.ExtendedBlock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.ReadSpec;

/**
 * A file that is open for reading, with its first block held. HDFS deletes the blocks of a file that was replaced within
 * moments; but a data node that has begun to send a block has it open, and sends it to the end also when it is deleted. So
 * the first byte is fetched before anybody is told that the file is open.
 */
final class PinnedFile {

    private static final Logger LOG = LoggerFactory.getLogger(PinnedFile.class);

    /** Up to here Hadoop's client reads on rather than ask the data node again. */
    private static final long NEAR = 64 * 1024;

    private final HdfsClient as;
    private final String place;
    private final String what;
    private final FSDataInputStream stream;

    /** The first byte, or -1 of an empty file. */
    private final int first;

    private PinnedFile(HdfsClient as, String place, String what, FSDataInputStream stream, int first) {
        this.as = as;
        this.place = place;
        this.what = what;
        this.stream = stream;
        this.first = first;
    }

    /** @return null when the file is gone, or its first block */
    static @Nullable PinnedFile of(HdfsClient as, String place, long size, String what) throws IOException {
        FSDataInputStream stream = as.open(place, what);
        if (stream == null) {
            return null;
        }
        int first = size == 0 ? -1 : begin(as, stream, 0, what);
        return size > 0 && first < 0 ? null : new PinnedFile(as, place, what, stream, first);
    }

    /** Fetches the byte at an offset; the stream is closed when it is not to be had. */
    private static int begin(HdfsClient as, FSDataInputStream stream, long offset, String what) throws IOException {
        int first = -1;
        try {
            first = as.begin(stream, offset, what);
            return first;
        } finally {
            if (first < 0) {
                stream.close();
            }
        }
    }

    /** The part that is asked for; all is closed when that can't be had. */
    Content content(Node node, ReadSpec spec) throws IOException {
        boolean handedOver = false;
        try {
            ReadSpec.Span span = spec.selection().of(node);
            Content content = Content.stream(node, part(span), span.offset(), span.length());
            handedOver = true;
            return content;
        } finally {
            if (!handedOver) {
                stream.close();
            }
        }
    }

    private StreamSlice part(ReadSpec.Span span) throws IOException {
        if (span.length() == 0) {
            return new StreamSlice(stream, -1, 0);
        }
        if (span.offset() == 0) {
            return new StreamSlice(stream, first, span.length());
        }
        if (span.offset() > NEAR) {
            StreamSlice far = far(span);
            if (far != null) {
                return far;
            }
            LOG.debug("hdfs-skips-to-offset offset={}", span.offset());
        }
        skip(span.offset() - 1);
        return new StreamSlice(stream, -1, span.length());
    }

    /** Begins at the offset with a stream of its own, for to go there with this one would let the held block go. */
    private @Nullable StreamSlice far(ReadSpec.Span span) throws IOException {
        FSDataInputStream other = as.open(place, what);
        if (other == null) {
            return null;
        }
        int begin = begin(as, other, span.offset(), what);
        if (begin < 0) {
            return null;
        }
        if (!firstBlock(other).equals(firstBlock(stream))) {
            other.close(); // another file has the name now
            return null;
        }
        stream.close();
        return new StreamSlice(other, begin, span.length());
    }

    private static ExtendedBlock firstBlock(FSDataInputStream stream) throws IOException {
        return ((HdfsDataInputStream) stream).getAllBlocks().getFirst().getBlock();
    }

    void close() throws IOException {
        stream.close();
    }

    /** Reads on until there: what is left of a file that was replaced a moment ago. */
    private void skip(long bytes) {
        byte[] buffer = new byte[(int) Math.min(bytes, NEAR)];
        as.call(what, () -> {
            for (long left = bytes; left > 0; ) {
                int read = stream.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new WeftException.Unavailable("the file is shorter than it was a moment ago; try again");
                }
                left -= read;
            }
            return true;
        });
    }
}
