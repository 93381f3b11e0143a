/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Content;

/** A file opened for a caller; closing it closes the content and gives the driver back. */
public final class OpenFile implements AutoCloseable {

    private final Resource resource;
    private final Content content;
    private final AutoCloseable lease;

    public OpenFile(Resource resource, Content content, AutoCloseable lease) {
        this.resource = resource;
        this.content = translated(content);
        this.lease = lease;
    }

    /** A driver that fails in the middle is away, as one that fails at the beginning: see {@link #brokenOff}. */
    private static Content translated(Content content) {
        return switch (content) {
            case Content.OfFile file -> file;
            case Content.OfStream stream ->
                Content.stream(stream.node(), new Translated(stream.stream()), stream.offset(), stream.length());
        };
    }

    /** What a failure to read on is for whoever asked: something that may work later. */
    public static WeftException.Unavailable brokenOff(IOException failure) {
        return new WeftException.Unavailable("the storage broke off while the file was read; try again", failure);
    }

    /** A driver's stream whose failures are told as those of all its methods. */
    private static final class Translated extends FilterInputStream {

        Translated(InputStream stream) {
            super(stream);
        }

        @Override
        public int read() throws IOException {
            try {
                return in.read();
            } catch (InterruptedIOException interrupted) {
                throw interrupted;
            } catch (IOException failure) {
                throw brokenOff(failure);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (InterruptedIOException interrupted) {
                throw interrupted;
            } catch (IOException failure) {
                throw brokenOff(failure);
            }
        }

        @Override
        public long skip(long count) throws IOException {
            try {
                return in.skip(count);
            } catch (InterruptedIOException interrupted) {
                throw interrupted;
            } catch (IOException failure) {
                throw brokenOff(failure);
            }
        }
    }

    /** What was really opened. */
    public Resource resource() {
        return resource;
    }

    public Content content() {
        return content;
    }

    /**
     * The content alone, for whoever can't hold this. A local file outlives its driver, so the driver is given back at once;
     * with a stream it is given back when the stream is closed.
     */
    public Content handOver() throws IOException {
        return switch (content) {
            case Content.OfFile file -> {
                release(lease);
                yield file;
            }
            case Content.OfStream stream ->
                Content.stream(
                        stream.node(),
                        new FilterInputStream(stream.stream()) {
                            @Override
                            public int read(byte[] bytes, int offset, int length) throws IOException {
                                return in.read(bytes, offset, length);
                            }

                            @Override
                            public void close() throws IOException {
                                OpenFile.this.close();
                            }
                        },
                        stream.offset(),
                        stream.length());
        };
    }

    @Override
    public void close() throws IOException {
        try {
            content.close();
        } finally {
            release(lease);
        }
    }

    private static void release(AutoCloseable lease) throws IOException {
        try {
            lease.close();
        } catch (IOException | RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IOException(failure);
        }
    }
}
