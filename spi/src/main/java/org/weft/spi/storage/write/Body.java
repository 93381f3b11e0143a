/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import org.weft.spi.Unstable;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * The body of an upload on its way into the storage. It counts, asks for room from time to time, and throws when there are more
 * or fewer bytes than were announced. Closing it leaves the client's stream open. For one thread.
 */
@Unstable("may still change before 0.3")
public final class Body extends InputStream {

    private static final int SMALL = 32 * 1024;
    private static final int LARGE = 256 * 1024;
    private static final long ROOM_EVERY = 64L << 20;

    private final InputStream stream;
    private final OptionalLong length;
    private final Room room;
    private long size;
    private long asked;
    private boolean ended;

    /** Whether there is room for so many bytes in all. */
    @FunctionalInterface
    interface Room {
        void require(long size) throws IOException;
    }

    Body(InputStream stream, OptionalLong length, Room room) {
        this.stream = stream;
        this.length = length;
        this.room = room;
    }

    /** What takes the bytes of a body. */
    @FunctionalInterface
    public interface Pieces {

        /**
         * Takes a piece.
         *
         * @param bytes filled with others as soon as this returns
         * @param length how many of them count, from the first on; at least one
         */
        void accept(byte[] bytes, int length) throws IOException;
    }

    /** How many bytes were announced; empty where the client said nothing. */
    public OptionalLong length() {
        return length;
    }

    /** How many were read until now. */
    public long size() {
        return size;
    }

    /**
     * Reads all that is left, in pieces as large as a storage likes them, whatever size they come in.
     *
     * @return how many bytes the body has in all
     */
    public long drain(Pieces to) throws IOException {
        byte[] buffer = new byte[length.isPresent() ? (int) Math.min(length.getAsLong() + 1, LARGE) : SMALL];
        for (int filled = readNBytes(buffer, 0, buffer.length);
                filled > 0;
                filled = readNBytes(buffer, 0, buffer.length)) {
            to.accept(buffer, filled);
            if (filled < buffer.length) {
                break;
            }
            if (buffer.length < LARGE) {
                buffer = new byte[LARGE];
            }
        }
        requireEnd();
        return size;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        int read = stream.read(into, offset, count);
        if (read < 0) {
            ended = true;
            if (length.isPresent() && size < length.getAsLong()) {
                throw other(size + " bytes");
            }
            return -1;
        }
        size += read;
        if (length.isPresent() && size > length.getAsLong()) {
            throw other("more");
        }
        if (size - asked >= ROOM_EVERY) {
            asked = size;
            room.require(size);
        }
        return read;
    }

    /** Refuses a body that has more bytes than were read, or fewer than were announced. */
    void requireEnd() throws IOException {
        if (read() >= 0) {
            throw new IllegalStateException(
                    "the driver has to read a body to its end, and stopped after " + (size - 1) + " bytes");
        }
    }

    private InvalidArgument other(String what) {
        return new InvalidArgument(
                "the body has " + what + ", but " + length.orElse(0) + " were announced; nothing was stored");
    }

    @Override
    public void close() {}
}
