/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.spi.Unstable;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.Ref;

/**
 * What {@link FileWrites} asks of a storage: how it looks, where bodies grow, and the step that gives a file its content. {@link
 * WritableTree} has the other steps too, and tells what a step is.
 *
 * @param <P> a place as this storage recognises it
 * @param <S> a content as this storage keeps it before it has a name
 */
@Unstable("may still change before 0.3")
public interface WritableFiles<P extends Place, S extends Staged> {

    /**
     * Looks at a place, once. Holds no lock afterwards that a {@code stat} may wait for.
     *
     * @throws org.weft.spi.WeftException.NotFound as {@code NotFound.parent}, when the folder that the place lies in is missing
     * @throws org.weft.spi.WeftException.Conflict when there is a file where that folder should be
     * @throws org.weft.spi.WeftException.InvalidArgument for a name that the storage can't hold
     */
    P look(Ref ref) throws IOException;

    /**
     * Reads a body to its end into a place where nobody sees it, and makes it durable. When it throws, it has taken away what
     * there was.
     *
     * @param place as the first look found it; by the time of the step it may be another
     * @param spec for its media type and times; the digests are not complete yet
     */
    S stage(P place, Body body, PutSpec spec) throws IOException;

    /**
     * The step that makes a file of a content, or gives a file another content. A content that was replaced is a version
     * afterwards, where the driver has versions.
     *
     * @param spec tells the digests, which are complete
     * @param name answers the place's own name, or a free one where that is wanted; ask it for what is free inside the step.
     *     Where it {@linkplain FreeName#evades evades}, no node is replaced, and the place need not be what it was
     * @return the node as the next {@code stat} will show it
     */
    Attempt<Node> put(P place, S staged, PutSpec spec, FreeName name) throws IOException;

    /**
     * Refuses what this storage changes for nobody, such as the root of a space that would be moved away. Asked of every place
     * of a change after each look; the root of the instance is refused already.
     *
     * @param place where a node is to be made, written, replaced, moved or deleted
     */
    default void requireChangeable(P place) throws IOException {}

    /**
     * Refuses a content for which there is no room: asked before a body is read, where its length is known, and every 64 MiB of
     * it. The step asks for itself, under whatever keeps others from taking the room.
     *
     * @param size the bytes of the new content; what it replaces may make room
     * @throws org.weft.spi.WeftException.NoSpace when it doesn't fit
     */
    default void requireRoom(P place, long size, PutSpec spec) throws IOException {}

    /**
     * Prepares one attempt of a put outside of the guard, where the step would take too long for it: reserves room, writes
     * attributes that depend on what is replaced.
     *
     * @return what gives that back when the attempt is over, whatever came of it
     */
    default Prepared prepare(P place, S staged, PutSpec spec) throws IOException {
        return () -> {};
    }

    /** What an attempt holds until it is over. */
    @FunctionalInterface
    interface Prepared extends AutoCloseable {

        /** Gives it back. Doesn't throw. */
        @Override
        void close();
    }

    /**
     * Follows a step that was taken, outside of the guard.
     *
     * @param place of the change; of a move, its target
     * @param made what the step answered
     */
    default void after(P place, Node made) throws IOException {}

    /** How many bytes of UTF-8 a name may have, as the driver's traits say; who gave a longer one is told. */
    default int maxNameBytes() {
        return 255;
    }

    /** Whether a name is short enough. A storage that writes some names longer than they are judges them as it writes them. */
    default boolean fits(String name) {
        return name.length() <= maxNameBytes() && name.getBytes(StandardCharsets.UTF_8).length <= maxNameBytes();
    }
}
