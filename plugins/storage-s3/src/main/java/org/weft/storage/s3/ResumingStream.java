/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.weft.spi.WeftException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Abortable;

/**
 * A part of an object that survives a broken connection: since what is under a key never changes, the rest is asked for
 * anew and goes on where it broke. Gives up when several attempts in a row bring nothing.
 */
final class ResumingStream extends InputStream {

    /** How often in a row nothing may come before the reader is told. */
    static final int ATTEMPTS = 4;

    /** Less than this is read to the end on close, so that the connection can serve the next request. */
    private static final long WORTH_DRAINING = 64 * 1024;

    private final Source source;
    private final long patience;
    private final LongSupplier ticker;
    private long position;
    private final long end;
    private @Nullable InputStream open;
    private int failures;

    /**
     * Reads from what is open already.
     *
     * @param source opens the object anew
     * @param first the bytes from {@code offset} on
     * @param offset where in the object it begins
     * @param length how many bytes there are
     * @param patience how many nanoseconds one read may wait for bytes before no further attempt is made
     * @param ticker nanoseconds since some moment
     */
    ResumingStream(Source source, InputStream first, long offset, long length, long patience, LongSupplier ticker) {
        this.source = source;
        this.patience = patience;
        this.ticker = ticker;
        this.open = first;
        this.position = offset;
        this.end = offset + length;
    }

    /** Opens a part of the object. */
    @FunctionalInterface
    interface Source {
        InputStream open(long offset, long length) throws IOException;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int read = read(one, 0, 1);
        return read < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (position == end) {
            return -1;
        }
        long begun = ticker.getAsLong();
        while (true) {
            try {
                int read = connected().read(target, offset, (int) Math.min(count, end - position));
                if (read > 0) {
                    position += read;
                    failures = 0;
                    return read;
                }
                throw new IOException("the object store sent less than it promised");
            } catch (IOException | SdkException | WeftException.Unavailable | WeftException.Timeout broken) {
                broke(broken, ticker.getAsLong() - begun >= patience);
            }
        }
    }

    private InputStream connected() throws IOException {
        InputStream stream = open;
        if (stream == null) {
            stream = source.open(position, end - position);
            open = stream;
        }
        return stream;
    }

    private void broke(Exception cause, boolean isLate) throws IOException {
        drop();
        failures++;
        if (isLate || failures >= ATTEMPTS || Thread.currentThread().isInterrupted()) {
            throw new IOException("the object store broke off after " + failures + " attempts to read on", cause);
        }
        try {
            Thread.sleep(100L << failures);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the read was interrupted", cause);
        }
    }

    private void drop() {
        InputStream stream = open;
        open = null;
        if (stream instanceof Abortable abortable) {
            abortable.abort();
        }
    }

    @Override
    public int available() throws IOException {
        InputStream stream = open;
        return stream == null ? 0 : (int) Math.min(stream.available(), end - position);
    }

    @Override
    public void close() throws IOException {
        InputStream stream = open;
        open = null;
        if (stream == null) {
            return;
        }
        // closing reads what is left: for a reader who went away in the middle of gigabytes that would take long
        if (end - position > WORTH_DRAINING && stream instanceof ResponseInputStream<?> response) {
            response.abort();
            return;
        }
        try {
            stream.close();
        } catch (IOException | SdkException broken) {
            // all that was asked for has been read
        }
    }
}
