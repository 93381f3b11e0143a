/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.weft.spi.WeftException.NoSpace;

/** A body that takes room for its bytes before it hands them on: all at once where its length is known, else in steps. For one thread. */
final class ReservingStream extends FilterInputStream {

    private final LongConsumer room;
    private long taken;
    private long count;

    /**
     * @param announced how long the body says it is
     * @param room takes room for so many more bytes, or throws; gives it back when negative
     */
    ReservingStream(InputStream body, OptionalLong announced, LongConsumer room) {
        super(body);
        this.room = room;
        take(announced.orElse(0));
    }

    private void take(long more) {
        if (more > 0) {
            room.accept(more);
            taken += more;
        }
    }

    @Override
    public int read() throws IOException {
        int one = in.read();
        if (one >= 0) {
            counted(1);
        }
        return one;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = in.read(bytes, from, length);
        if (read > 0) {
            counted(read);
        }
        return read;
    }

    private void counted(int bytes) {
        long missing = count + bytes - taken;
        if (missing > 0) {
            grow(missing);
        }
        count += bytes;
    }

    /** A step ahead while there is room for one, and close to the end no more than what is here. */
    private void grow(long missing) {
        try {
            take(Math.max(Reservations.STEP, missing));
        } catch (NoSpace narrow) {
            take(missing);
        }
    }

    /** Gives back what was taken and is not kept. */
    void settle(long kept) {
        long useless = taken - kept;
        taken = kept;
        if (useless != 0) {
            room.accept(-useless);
        }
    }

    /** How many bytes were handed on. */
    long count() {
        return count;
    }
}
