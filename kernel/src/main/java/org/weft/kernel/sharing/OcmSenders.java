/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing;

import org.weft.spi.share.OcmIn;
import org.weft.spi.share.ShareState;

/** The sites that shares come from, as far as what receivers here make of these concerns them. Thread-safe. */
public interface OcmSenders {

    /** A receiver has decided, and the site is told of it; it need not answer for the decision to hold. */
    void decided(OcmIn share, ShareState state);

    /**
     * Asks whether the site still gives what it shared.
     *
     * @throws org.weft.spi.WeftException {@code PreconditionFailed} when it does not, {@code Unavailable} when it does not
     *     answer
     */
    void requireStanding(OcmIn share);

    /** Where there are no other sites. */
    static OcmSenders none() {
        return new OcmSenders() {
            @Override
            public void decided(OcmIn share, ShareState state) {
                // Nobody is there to be told.
            }

            @Override
            public void requireStanding(OcmIn share) {
                // Nobody is there to be asked.
            }
        };
    }
}
