/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A body on its way to a server, and since when the server alone is waited for. Read by one thread, watched by another. */
final class OutboundBody extends FilterInputStream {

    private final ReentrantLock lock = new ReentrantLock();
    private final TransferRateWatch pace;
    private final long window;
    private final long patience;

    /** While the body's source is read, nobody waits for the server. */
    private boolean reading;

    private boolean begun;
    private boolean ended;
    private long since = System.nanoTime();

    /**
     * @param window over which the server must take something
     * @param patience in which it must answer once it has all
     */
    OutboundBody(InputStream body, Duration window, Duration patience) {
        super(body);
        this.pace = new TransferRateWatch(window);
        this.window = window.toNanos();
        this.patience = patience.toNanos();
    }

    /** Whether there is no use in waiting longer. */
    boolean isLate() {
        lock.lock();
        try {
            long waited = System.nanoTime() - since;
            if (ended) {
                return waited > patience;
            }
            // What the network holds back counts as moved, so one piece that is not taken is late by itself.
            return begun ? !reading && (waited > window || pace.isOver(waited)) : waited > Math.min(patience, window);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        asks();
        int read = -1;
        try {
            read = in.read(buffer, offset, length);
            return read;
        } finally {
            has(read);
        }
    }

    private void asks() throws IOException {
        lock.lock();
        try {
            boolean kept = ended || pace.isKept(System.nanoTime() - since, 0);
            reading = true;
            begun = true;
            if (!kept) {
                throw new IOException("the other server takes the body too slowly");
            }
        } finally {
            lock.unlock();
        }
    }

    private void has(int read) {
        lock.lock();
        try {
            reading = false;
            since = System.nanoTime();
            if (read < 0) {
                ended = true;
            } else {
                pace.isKept(0, read);
            }
        } finally {
            lock.unlock();
        }
    }
}
