/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that uploads of one instance may use. What a part might need is reserved before its first byte is read, and
 * taken only as the bytes come, so that ten thousand small uploads do not take ten thousand parts.
 */
final class Buffers {

    private static final int SEGMENT = 256 * 1024;
    private static final int UNIT = 16 * 1024;
    /** How many segments wait for the next upload instead of being collected. */
    private static final int KEPT = 64;

    private final Semaphore units;
    private final ConcurrentLinkedDeque<byte[]> free = new ConcurrentLinkedDeque<>();
    private final Semaphore room = new Semaphore(KEPT);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    /** @param total how many bytes may be reserved at a time */
    Buffers(long total) {
        this.units = new Semaphore(Math.toIntExact(total / UNIT), true);
    }

    /** Room for so many bytes, if it is there now. */
    Optional<Part> tryReserve(int bytes) {
        return units.tryAcquire(units(bytes)) ? Optional.of(new Part(bytes)) : Optional.empty();
    }

    /** Room for so many bytes, as soon as others have given back enough. */
    Optional<Part> reserve(int bytes, Duration patience) throws InterruptedException {
        return units.tryAcquire(units(bytes), patience.toMillis(), TimeUnit.MILLISECONDS)
                ? Optional.of(new Part(bytes))
                : Optional.empty();
    }

    private static int units(int bytes) {
        return Math.max(1, Math.ceilDiv(bytes, UNIT));
    }

    /** The most bytes that were in use at a time. */
    long peak() {
        return peak.get();
    }

    /** The bytes in use now. */
    long inUse() {
        return taken.get();
    }

    private byte[] take(int size) {
        long now = taken.addAndGet(size);
        peak.accumulateAndGet(now, Math::max);
        if (size == SEGMENT) {
            byte[] kept = free.poll();
            if (kept != null) {
                room.release();
                return kept;
            }
        }
        return new byte[size];
    }

    private void giveBack(byte[] segment) {
        taken.addAndGet(-segment.length);
        if (segment.length == SEGMENT && room.tryAcquire()) {
            free.push(segment);
        }
    }

    /** A piece of an upload, filled once and read as often as needed. Not for several threads at a time. */
    final class Part implements AutoCloseable {

        private final int capacity;
        private final List<byte[]> segments = new ArrayList<>();
        private int length;
        private boolean isClosed;

        private Part(int capacity) {
            this.capacity = capacity;
        }

        /**
         * Reads until the part is full or the stream ends.
         *
         * @param body what is read; its failures pass
         * @param most at most so many bytes
         * @return whether the stream may have more
         */
        boolean fill(InputStream body, long most) throws IOException {
            length = 0;
            int wanted = (int) Math.min(capacity, most);
            while (length < wanted) {
                byte[] segment = segmentAt(length / SEGMENT);
                int offset = length % SEGMENT;
                int read = body.read(segment, offset, Math.min(segment.length - offset, wanted - length));
                if (read < 0) {
                    return false;
                }
                length += read;
            }
            return true;
        }

        private byte[] segmentAt(int index) {
            if (index == segments.size()) {
                segments.add(take(Math.min(SEGMENT, capacity - index * SEGMENT)));
            }
            return segments.get(index);
        }

        int length() {
            return length;
        }

        /** Whether so many bytes have room. */
        boolean fits(int bytes) {
            return bytes <= capacity;
        }

        /** The bytes from the beginning; any number of such streams may be read. */
        InputStream stream() {
            return new PartStream(List.copyOf(segments), length, SEGMENT);
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                segments.forEach(Buffers.this::giveBack);
                segments.clear();
                units.release(units(capacity));
            }
        }
    }
}
