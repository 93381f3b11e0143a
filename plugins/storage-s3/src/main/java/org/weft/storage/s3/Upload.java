/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.blobtree.Blobs;
import org.weft.spi.WeftException;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * One multipart upload from a stream: while the next part is read, the last ones are on their way. It never holds more
 * parts than it was allowed, and fewer when others need the memory.
 */
final class Upload {

    private final S3Blobs blobs;
    private final S3Parts parts;
    private final PartSizes sizes;
    private final int parallelism;
    private final String key;
    private final String id;
    private final Deque<Sending> underWay = new ArrayDeque<>();
    private final List<Blobs.Parts.Part> stored = new ArrayList<>();
    private int number;
    private long written;

    private Upload(S3Blobs blobs, String key, String id, PartSizes sizes) {
        this.blobs = blobs;
        this.parts = blobs.multipart();
        this.parallelism = blobs.config().parallelism();
        this.sizes = sizes;
        this.key = key;
        this.id = id;
    }

    /**
     * Sends a body whose first part has been read already.
     *
     * @param first the first part, full; closed by this call
     * @return how many bytes were sent
     */
    static long of(S3Blobs blobs, String key, Buffers.Part first, InputStream rest, PartSizes sizes)
            throws IOException {
        Upload upload;
        try {
            upload = new Upload(blobs, key, blobs.multipart().begin(key), sizes);
        } catch (IOException | RuntimeException failure) {
            first.close();
            throw failure;
        }
        boolean isDone = false;
        try {
            upload.send(first, rest);
            blobs.multipart().complete(key, upload.id, upload.stored);
            isDone = true;
            return upload.written;
        } finally {
            upload.end(isDone);
        }
    }

    private void send(Buffers.Part first, InputStream rest) throws IOException {
        Buffers.@Nullable Part part = first;
        try {
            boolean hasMore = true;
            while (hasMore) {
                start(part);
                part = null;
                part = next();
                hasMore = part.fill(rest, Long.MAX_VALUE);
            }
            if (part.length() > 0) {
                start(part);
                part = null;
            }
        } finally {
            if (part != null) {
                part.close();
            }
        }
        while (!underWay.isEmpty()) {
            awaitOldest().close();
        }
    }

    private void start(Buffers.Part part) throws IOException {
        if (number == S3Parts.MOST) {
            part.close();
            throw new WeftException.NoSpace("the file is larger than the object store can hold");
        }
        int next = ++number;
        RequestBody body = RequestBody.fromContentProvider(part::stream, part.length(), "application/octet-stream");
        written += part.length();
        underWay.add(Sending.start(blobs.executor(), part, () -> parts.part(key, id, next, body)));
    }

    /** Memory for the next part: new as long as there is some, else that of the oldest, once it has been sent. */
    private Buffers.Part next() throws IOException {
        int size = sizes.of(number + 1);
        while (underWay.size() >= Math.min(parallelism, PartSizes.parallel(size))) {
            Buffers.Part sent = awaitOldest();
            if (sent.fits(size)) {
                return sent;
            }
            sent.close();
        }
        Optional<Buffers.Part> more = blobs.buffers().tryReserve(size);
        while (more.isEmpty() && !underWay.isEmpty()) {
            Buffers.Part sent = awaitOldest();
            if (sent.fits(size)) {
                return sent;
            }
            sent.close();
            more = blobs.buffers().tryReserve(size);
        }
        return more.isPresent() ? more.get() : blobs.await(size);
    }

    private Buffers.Part awaitOldest() throws IOException {
        Sending oldest = underWay.peekFirst();
        if (oldest == null) {
            throw new IllegalStateException("nothing is under way");
        }
        stored.add(new Blobs.Parts.Part(stored.size() + 1, oldest.tag()));
        underWay.removeFirst();
        return oldest.part();
    }

    /** What is still being sent must end first: a part that arrives after the abort would stay. */
    private void end(boolean isDone) {
        boolean interrupted = Thread.interrupted();
        underWay.forEach(Sending::callOff);
        while (!underWay.isEmpty()) {
            interrupted |= underWay.removeFirst().settle();
        }
        if (!isDone) {
            parts.abandon(key, id);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
