/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.io.IOException;
import java.util.Optional;
import org.weft.spi.Driver;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;
import org.weft.spi.UserId;

/**
 * Keeps the rows of shares and knows none of their rules. The package documentation holds what every method promises
 * on failure, concurrency and identity.
 */
@Unstable("no store implements it yet; the query shapes may grow")
public interface ShareStore extends Driver {

    /**
     * Adds a share.
     *
     * @return the share with its first revision
     * @throws org.weft.spi.WeftException.AlreadyExists when the id is taken, or another share has what must be unique:
     *     resource and grantee, a link's token, an OCM share's secret hash, or sender and remote id
     */
    Share insert(Share share) throws IOException;

    Optional<Share> find(ShareId id) throws IOException;

    /** Pushes the page that the query describes. Memory does not grow with the store. */
    void query(ShareQuery query, Sink<Share> sink) throws IOException;

    /**
     * Puts the share in the place of the row with its id.
     *
     * @param expectedRevision the revision that the change was made from
     * @return the share with its new revision
     * @throws org.weft.spi.WeftException.NotFound when the row is gone
     * @throws org.weft.spi.WeftException.PreconditionFailed when the row has another revision; nothing was changed
     * @throws org.weft.spi.WeftException.AlreadyExists as in {@link #insert}
     */
    Share replace(Share share, long expectedRevision) throws IOException;

    /**
     * Removes a share and what its receivers made of it.
     *
     * @return false when it was gone already
     * @throws org.weft.spi.WeftException.PreconditionFailed when the row has another revision; nothing was changed
     */
    boolean remove(ShareId id, long expectedRevision) throws IOException;

    /** What the user made of the share; empty while undecided. */
    Optional<Reception> reception(ShareId share, UserId user) throws IOException;

    /** Pushes all that the user decided, ordered by share id. */
    void receptions(UserId user, Sink<Reception> sink) throws IOException;

    /**
     * Keeps what a receiver made of a share.
     *
     * @param reception with the revision it was made from, 0 for the first
     * @return the same with its new revision
     * @throws org.weft.spi.WeftException.NotFound when the share is gone
     * @throws org.weft.spi.WeftException.PreconditionFailed when the stored revision is another
     */
    Reception decide(Reception reception) throws IOException;

    /** OCM's invitations and the remote users that came of them. */
    InviteBox invites();
}
