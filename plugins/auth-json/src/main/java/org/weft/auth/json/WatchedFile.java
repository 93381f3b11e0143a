/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Health;
import org.weft.spi.WeftException;

/**
 * The content of a file as a snapshot that follows the file. Whether it changed is looked at no more than once a second,
 * by one of the callers; the others go on with the snapshot they have. A file that can't be read leaves the snapshot
 * as it was, and is told in one line of the log.
 */
final class WatchedFile<T> implements Source<T> {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final long MAX_BYTES = 64L << 20;

    /** Two writes this close together may leave the same time on the file, so a file that young is read again. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    private final Path path;
    private final Parser<T> parser;
    private final Clock clock;
    private final ReentrantLock checking = new ReentrantLock();

    private volatile @Nullable T snapshot;
    private volatile Instant nextCheck = Instant.MIN;
    private volatile String problem = "";
    private @Nullable Mark seen;

    /** Turns a file into a snapshot. */
    interface Parser<T> {
        T parse(String file, Reader in) throws IOException;
    }

    /** What changes when a file does. */
    private record Mark(
            FileTime modified, long size, @Nullable Object key) {}

    WatchedFile(Path path, Parser<T> parser, Clock clock) {
        this.path = path.toAbsolutePath();
        this.parser = parser;
        this.clock = clock;
    }

    @Override
    public void start() throws IOException {
        checking.lock();
        try {
            nextCheck = clock.instant().plus(INTERVAL);
            Mark mark = mark();
            snapshot = read(mark);
            remember(mark);
        } catch (IOException failure) {
            throw new IOException(path + " can't be used: " + reason(failure), failure);
        } finally {
            checking.unlock();
        }
    }

    @Override
    public T current() {
        Instant now = clock.instant();
        if (!now.isBefore(nextCheck) && checking.tryLock()) {
            try {
                nextCheck = now.plus(INTERVAL);
                refresh();
            } finally {
                checking.unlock();
            }
        }
        T value = snapshot;
        if (value == null) {
            throw new WeftException.Unavailable(path.getFileName() + " has not been read yet");
        }
        return value;
    }

    @Override
    public Health health() {
        String now = problem;
        return now.isEmpty() ? Health.up() : new Health(snapshot != null, now + "; what was read before is served");
    }

    private void refresh() {
        try {
            Mark mark = mark();
            if (mark.equals(seen)) {
                return;
            }
            T value = read(mark);
            boolean mended = !problem.isEmpty();
            snapshot = value;
            problem = "";
            remember(mark);
            if (mended) {
                LOG.info("file_mended file={}", path);
            }
        } catch (IOException | RuntimeException failure) {
            complain(reason(failure));
        }
    }

    /** Says it once, however often the same broken file is met. */
    private void complain(String reason) {
        if (!reason.equals(problem)) {
            problem = reason;
            LOG.error("file_unusable file={} reason=\"{}\" serving=\"what was read before\"", path, reason);
        }
    }

    private void remember(Mark mark) {
        boolean young = mark.modified().toInstant().isAfter(clock.instant().minus(YOUNG));
        seen = young ? null : mark;
    }

    private Mark mark() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Mark(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private T read(Mark mark) throws IOException {
        if (mark.size() > MAX_BYTES) {
            throw new IOException("it is larger than " + (MAX_BYTES >> 20) + " MiB; use another directory driver");
        }
        try (Reader reader = Files.newBufferedReader(path)) {
            return parser.parse(String.valueOf(path.getFileName()), reader);
        }
    }

    private static String reason(Exception failure) {
        return switch (failure) {
            case NoSuchFileException absent -> "it does not exist; add the first account with: weft users add";
            case CharacterCodingException undecodable -> "it is not UTF-8";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
