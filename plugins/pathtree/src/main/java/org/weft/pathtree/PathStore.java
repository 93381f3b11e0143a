/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.pathtree;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Health;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.write.Body;

/**
 * A backend that knows its files by path alone: what a driver implements to become a {@link PathTree}. Nothing here judges or
 * remembers; each method asks the backend once or a few times. Thread-safe. Every call ends in bounded time, with an {@code
 * IOException} or {@code Unavailable} where the backend does not answer.
 *
 * <p>Failures are those of {@code java.nio.file}: a {@code FileSystemException} where the backend answers and refuses, of which {@code
 * NoSuchFileException} says that the path, or a folder on the way, is missing. Why it refused, the tree finds out by a look: whether
 * the name is taken, whether the disk is full. Any other {@code IOException} means that it did not answer.
 *
 * <p>A path never leads over a symbolic link: what lies behind one is missing.
 */
public interface PathStore extends AutoCloseable {

    /** Reaches for the backend, and refuses one that can't keep what is promised here. Called once, first. */
    void start() throws IOException;

    /** How the backend is, from what is known. */
    Health health();

    /** What lies at a path, itself; empty when nothing does. */
    Optional<Entry> look(RelPath path) throws IOException;

    /**
     * Pushes what lies in a folder, piece by piece, in an order that stays the same while nothing changes. The next piece is
     * asked for once the sink has taken the one before; memory does not grow with the folder.
     */
    void list(RelPath folder, Pieces sink) throws IOException;

    /** Takes a listing, piece by piece. */
    @FunctionalInterface
    interface Pieces {

        /** Takes some names, at most a few thousand. @return whether more are wanted */
        boolean take(List<Entry> entries) throws IOException;
    }

    /** Opens a file for reading. */
    Opened open(RelPath file) throws IOException;

    /** An open file: what is read from it stays the same when its name is given to another, or to none. */
    interface Opened extends AutoCloseable {

        /** What was opened, asked of the open file and not of its name. */
        Entry entry();

        /** Begins to read a part that lies within the file; called once. */
        Bytes part(long offset, long length) throws IOException;

        /** Lets go of the file. Doesn't throw. */
        @Override
        void close();
    }

    /** The bytes of a part, in their order. For one thread. */
    @FunctionalInterface
    interface Bytes {

        /** Reads some. @return how many, at least one; less than one where the file has ended before the part */
        int read(byte[] into, int offset, int count) throws IOException;
    }

    /**
     * Makes a new file of a body and brings it to the disk. When it throws, the tree removes what there is of it.
     *
     * @param mtime the time that it is to bear; empty for now
     * @return the file as a later {@link #look} tells it
     */
    Entry write(RelPath path, Body body, Optional<Instant> mtime) throws IOException;

    /**
     * Gives a file or folder another path, in one visible step.
     *
     * @param over whether the file at the new path is replaced, in the same step; without it a taken name is refused
     */
    void rename(RelPath from, RelPath to, boolean over) throws IOException;

    /** Makes one folder. */
    void makeFolder(RelPath path) throws IOException;

    /** Removes a file, a link, or a folder that is empty. */
    void remove(RelPath path, boolean folder) throws IOException;

    /** The room there is for a path; {@code used} is not asked for. */
    Quota room(RelPath path) throws IOException;

    /** Lets go of everything, in bounded time. Idempotent. */
    @Override
    void close();
}
