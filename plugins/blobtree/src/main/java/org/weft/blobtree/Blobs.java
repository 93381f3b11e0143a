/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.weft.spi.Health;
import org.weft.spi.Sink;
import org.weft.spi.storage.Probe;

/**
 * A store of blobs, as the tree needs it. Each method may be called from any number of threads at a time.
 *
 * <p><b>Keys</b> are chosen by the tree: 1 to 512 characters of {@code A-Z a-z 0-9 / . _ - ~}, never with an empty name
 * between slashes. A key of content is written once and never again; a key of a small object may be overwritten, and the
 * last write wins.
 *
 * <p><b>Consistency.</b> What a returned call wrote or deleted, every later call of every process sees, also {@link #list}.
 * A blob is visible whole or not at all.
 *
 * <p><b>Failure.</b> A missing blob is {@link java.nio.file.NoSuchFileException}. A store that is throttled, down or does
 * not answer in time is {@link org.weft.spi.WeftException.Unavailable} with the time after which to try again; one that is
 * full is {@link org.weft.spi.WeftException.NoSpace}. Everything else is an {@link IOException} whose message an operator
 * understands. After a failed write or delete it is unknown whether it happened; the tree reckons with both. An
 * implementation may retry what it can repeat, but not a body that it cannot read again.
 */
public interface Blobs extends AutoCloseable {

    /**
     * Reaches for the store and finds out what it can do; called once before anything else.
     *
     * @throws IOException when it can't be reached; the message says which and what to do
     */
    default void start() throws IOException {}

    /** What the store tries of itself for an operator, also when it was not started. */
    default Optional<Probe> probe() {
        return Optional.empty();
    }

    /** How the store is now; answers at once, from what is known. */
    default Health health() {
        return Health.up();
    }

    /** The largest blob in bytes that {@link #write} can make. */
    default long maxBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Writes a blob, with memory that does not grow with it. The body is read until its end and not closed. What reading it
     * throws passes on unchanged, and then no blob and no part of one is left.
     *
     * @param length how many bytes will come, where that is known; a body of another length is the caller's to find out
     * @return how many bytes were written
     */
    long write(String key, InputStream body, OptionalLong length) throws IOException;

    /**
     * Opens a part of a blob. The stream ends after {@code length} bytes; it throws when the store breaks off before. Closing
     * it early costs no more than what was read.
     *
     * @param offset the first byte, within the blob
     * @param length 0 or more, within the blob
     */
    InputStream read(String key, long offset, long length) throws IOException;

    /**
     * Copies a blob within the store.
     *
     * @param size of the blob in bytes, since some stores copy large ones in parts
     */
    void copy(String from, String to, long size) throws IOException;

    /** Deletes blobs and small objects. One that is not there counts as deleted. Any number of keys. */
    void delete(List<String> keys) throws IOException;

    /** Pushes all blobs and small objects whose keys begin so, in any order. Unfinished uploads are not among them. */
    void list(String prefix, Sink<Entry> sink) throws IOException;

    /** Writes a small object (at most a megabyte), over the one that may be there. */
    void put(String key, byte[] content) throws IOException;

    /** A small object; empty when it is not there. */
    Optional<byte[]> get(String key) throws IOException;

    /** Uploads in parts that the store keeps by itself; empty where it can't, and the tree then offers no native uploads. */
    default Optional<Parts> parts() {
        return Optional.empty();
    }

    /** Releases everything, in bounded time. Idempotent, also after a failed start; never throws. */
    @Override
    void close();

    /**
     * Something in the store.
     *
     * @param key its key
     * @param size bytes
     * @param modified when it was written, by the store's clock
     */
    record Entry(String key, long size, Instant modified) {}

    /** Blobs that are made from parts, which may come from several processes and over days. */
    interface Parts {

        /** The least size in bytes of every part but the last. */
        long minBytes();

        /** The largest size of a part. */
        long maxBytes();

        /** The highest number that a part may have; the lowest is 1. */
        int maxCount();

        /**
         * Begins.
         *
         * @return the store's name for the upload
         */
        String begin(String key) throws IOException;

        /**
         * Stores a part; one with the same number that was stored before is replaced.
         *
         * @param body just {@code length} bytes; can be read again after {@code reset}, without a {@code mark} before
         * @return the store's tag for it, to be handed to {@link #complete}
         */
        String part(String key, String upload, int number, InputStream body, long length) throws IOException;

        /**
         * Makes the blob of its parts; visible in one step. When the same upload was completed before, and the answer was
         * lost, it succeeds again as long as the blob is there.
         *
         * @param parts those that it is made of, in rising order of their numbers, which may leave some out; parts that were
         *     stored and are not named here are forgotten
         */
        void complete(String key, String upload, List<Part> parts) throws IOException;

        /** Forgets an upload and its parts. Idempotent. */
        void abort(String key, String upload) throws IOException;

        /** Pushes the uploads whose keys begin so and that are neither completed nor aborted, in any order. */
        void unfinished(String prefix, Sink<Unfinished> sink) throws IOException;

        /**
         * A stored part.
         *
         * @param number its number
         * @param tag what the store called it
         */
        record Part(int number, String tag) {}

        /**
         * An upload that is neither completed nor aborted.
         *
         * @param key the blob it would become
         * @param upload the store's name for it
         * @param begun when
         */
        record Unfinished(String key, String upload, Instant begun) {}
    }
}
