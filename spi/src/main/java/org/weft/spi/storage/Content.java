/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;

/** The opened content of a file, or a part of it; the receiver closes it. */
public sealed interface Content extends AutoCloseable {

    /** The node that was really opened, at the moment it was. */
    Node node();

    /** Where in the file the content begins, in bytes. */
    long offset();

    /** How many bytes it holds. */
    long length();

    @Override
    void close() throws IOException;

    /**
     * A local file. The kernel reads by position, so any part of the file can be read from the one channel; it stays
     * valid when the driver instance is closed.
     */
    static Content file(Node node, FileChannel channel, long offset, long length) {
        return new OfFile(node, channel, offset, length);
    }

    /** A stream of just the bytes asked for. */
    static Content stream(Node node, InputStream stream, long offset, long length) {
        return new OfStream(node, stream, offset, length);
    }

    /** See {@link #file}. */
    record OfFile(Node node, FileChannel channel, long offset, long length) implements Content {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** See {@link #stream}. */
    record OfStream(Node node, InputStream stream, long offset, long length) implements Content {
        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
