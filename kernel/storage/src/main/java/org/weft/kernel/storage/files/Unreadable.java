/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import org.weft.spi.WeftException.Forbidden;

/** What becomes of children that the caller can't see. */
public enum Unreadable {
    /** They are left out. */
    WHAT_ONE_MAY,
    /** They make the listing fail. */
    EVERYTHING;

    /** @throws Forbidden when a child that can't be seen may not be left out */
    void unseen() {
        if (this == EVERYTHING) {
            throw new Forbidden("there are resources in it that you may not see, so it can't be moved as a whole");
        }
    }
}
