/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.link;

import java.time.Instant;
import java.util.Optional;
import org.weft.spi.storage.Rights;

/** One thing that is changed about a link. */
public sealed interface LinkChange {

    /**
     * What it gives.
     *
     * @param rights none at all make it an internal link, whose password goes
     * @param password for an internal link that becomes a public one; of no meaning otherwise
     */
    record ToRights(Rights rights, Optional<String> password) implements LinkChange {
        public ToRights(Rights rights) {
            this(rights, Optional.empty());
        }

        /** Never shows the password. */
        @Override
        public String toString() {
            return "ToRights[" + rights + ']';
        }
    }

    /** Its password; empty for none. */
    record ToPassword(Optional<String> password) implements LinkChange {
        /** Never shows the password. */
        @Override
        public String toString() {
            return "ToPassword[]";
        }
    }

    /** When it ends; empty for as long as the site lets it. */
    record ToExpiry(Optional<Instant> expires) implements LinkChange {}

    /** What its owner calls it. */
    record ToDisplayName(String name) implements LinkChange {}

    /** What its owner says of it. */
    record ToDescription(String text) implements LinkChange {}

    /** Whether its owner wants to hear of uploads. */
    record ToNotifyUploads(boolean wanted) implements LinkChange {}

    /** Who else hears of them. */
    record ToNotifyRecipients(String addresses) implements LinkChange {}
}
