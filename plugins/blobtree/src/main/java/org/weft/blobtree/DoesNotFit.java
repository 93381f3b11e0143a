/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.io.Serial;

/**
 * A change does not fit as things are, but would if what may give way did. Ends its transaction; {@link ChangeCommitter} then makes
 * room and tries again, and lets nobody else see it.
 */
final class DoesNotFit extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1;

    private final String space;
    private final long missing;

    /**
     * @param space the id of its root
     * @param missing bytes
     */
    DoesNotFit(String space, long missing) {
        super("room has to be made", null, false, false);
        this.space = space;
        this.missing = missing;
    }

    String space() {
        return space;
    }

    long missing() {
        return missing;
    }
}
