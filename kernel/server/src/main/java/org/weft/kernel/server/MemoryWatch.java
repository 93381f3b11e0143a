/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the JVM when its memory stays full after collections. Such a server answers nobody and does not end by itself: each
 * allocation waits for one more collection, which frees next to nothing, or fails. A new one is there within seconds. A
 * single allocation that fails is no reason, since the memory is not full after it.
 *
 * <p>It looks once a second, by allocating as little as can be.
 */
public final class MemoryWatch {

    /** What a process ends with whose memory was full; the JVM itself has the same for the like. */
    static final int EXIT_CODE = 3;

    /** So many looks one after another must find it full. Looks, since a single collection may take seconds. */
    static final int LOOKS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(MemoryWatch.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Heap heap;
    private final Runnable end;
    private long collections;
    private long collecting;
    private int full;

    /**
     * @param end called once it has been full for too long
     */
    MemoryWatch(Heap heap, Runnable end) {
        this.heap = heap;
        this.end = end;
        this.collections = heap.collections();
        this.collecting = heap.collecting();
        isFull(1); // so that what this needs is there before the memory is full
    }

    /** Watches this JVM from now on. */
    public static void start() {
        MemoryWatch watch = new MemoryWatch(Heap.ofThisJvm(), LastWords.prepared());
        Thread.ofPlatform().daemon().name("memory-watch").start(watch::run);
    }

    private void run() {
        long last = System.nanoTime();
        try {
            while (true) {
                Thread.sleep(PAUSE);
                long now = System.nanoTime();
                look((now - last) / 1_000_000);
                last = now;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Looks once.
     *
     * @param passed milliseconds since the last time
     */
    void look(long passed) {
        try {
            long then = collections;
            collections = heap.collections();
            if (collections != then) { // what is in use may be garbage: only a collection tells
                full = isFull(passed) ? full + 1 : 0;
            }
        } catch (OutOfMemoryError notEvenForThis) {
            full++;
        }
        if (full >= LOOKS) {
            end.run();
        }
    }

    /**
     * Less than 5 in 100 are left, or less than 10 and the collector alone runs. It cannot be much less than 5: the serial
     * collector keeps a thirtieth of the memory, a survivor space, empty while all else is full.
     */
    private boolean isFull(long passed) {
        long took = heap.collecting() - collecting;
        collecting += took;
        long left = heap.size() - heap.held();
        return left < heap.size() / 20 || (left < heap.size() / 10 && took > passed / 10 * 9);
    }

    /** Logs a line, or writes one that lies ready where there is no memory left for that, and ends the JVM at once. */
    private static final class LastWords implements Runnable {

        private final byte[] words = "memory-full\n".getBytes(StandardCharsets.US_ASCII);
        private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

        /** With all classes loaded that it needs: a full memory has no room for one more. */
        static LastWords prepared() {
            try {
                LastWords words = new LastWords();
                words.out.write(words.words, 0, 0);
                Class.forName("java.lang.Shutdown");
                return words;
            } catch (ReflectiveOperationException | IOException unusual) {
                throw new IllegalStateException("the end of the process cannot be prepared", unusual);
            }
        }

        @Override
        public void run() {
            try {
                LOG.atError()
                        .addKeyValue("size", Runtime.getRuntime().maxMemory())
                        .log("memory-full");
            } catch (Error noRoom) {
                write();
            } finally {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
        }

        private void write() {
            try {
                out.write(words);
            } catch (IOException closed) {
                // then nobody reads it
            }
        }
    }
}
