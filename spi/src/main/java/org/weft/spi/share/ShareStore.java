/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.weft.spi.Driver;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;
import org.weft.spi.UserId;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.PreconditionFailed;

/**
 * Keeps the rows of shares and knows none of their rules. The package documentation holds what every method promises
 * on failure, concurrency and identity.
 */
@Unstable("the query shapes may grow")
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

    /**
     * Keeps what receivers made of many shares, each as {@link #decide} would: one whose share is gone, or whose stored revision
     * is another, stays as it is and keeps none of the others back. A store does it in one transaction; this one by one.
     *
     * @param receptions at most 1000, each of another share or user
     * @return those that were kept, with their new revisions, in any order
     */
    default List<Reception> decideAll(List<Reception> receptions) throws IOException {
        List<Reception> kept = new ArrayList<>();
        for (Reception reception : receptions) {
            try {
                kept.add(decide(reception));
            } catch (NotFound | PreconditionFailed notAnyMore) {
                // Whoever asks sees that it is missing.
            }
        }
        return kept;
    }

    /** OCM's invitations and the remote users that came of them. */
    InviteBox invites();
}
