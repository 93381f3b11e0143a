/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import org.weft.kernel.storage.namespace.ReceivedItems;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Node;

/** The other sites that shares come from and go to, as far as what becomes of these here concerns them. Thread-safe. */
public interface OcmShareEvents {

    /** A receiver has decided, and the site is told of it; it need not answer for the decision to hold. */
    void decided(OcmIn share, ShareState state);

    /**
     * Asks whether the site still gives what it shared.
     *
     * @throws org.weft.spi.WeftException {@code PreconditionFailed} when it does not, {@code Unavailable} when it does not
     *     answer
     */
    void requireStanding(OcmIn share);

    /** A share that went there is over, or what was shared is gone; the site is told of it. */
    void ended(OcmOut share);

    /** Has something done that waits for a site; one thing for each site at a time, and what comes meanwhile is left out. */
    default void soon(String host, Runnable work) {}

    /** What is told of something that a site shares as long as nobody has seen it. */
    default Node unseen(ReceivedItems.Elsewhere item) {
        throw new NotFound("nothing comes from other sites here");
    }

    /** Where there are no other sites. */
    static OcmShareEvents none() {
        return new OcmShareEvents() {
            @Override
            public void decided(OcmIn share, ShareState state) {
                // Nobody is there to be told.
            }

            @Override
            public void requireStanding(OcmIn share) {
                // Nobody is there to be asked.
            }

            @Override
            public void ended(OcmOut share) {
                // Nobody is there to be told.
            }
        };
    }
}
