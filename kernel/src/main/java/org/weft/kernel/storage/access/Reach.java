/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.access;

import org.weft.spi.storage.Rights;

/**
 * How far somebody reaches at one place, once all that is said of it and of the folders above has been heard. On the way
 * down rights add up; a denial ends them for all below, whatever is granted there.
 *
 * @param rights what may be done here, before scopes and the storage's abilities are asked
 * @param closed whether a denial has ended it
 */
public record Reach(Rights rights, boolean closed) {

    private static final Reach CLOSED = new Reach(Rights.none(), true);

    public static Reach of(Rights rights) {
        return new Reach(rights, false);
    }

    /** Beyond a denial. */
    public static Reach none() {
        return CLOSED;
    }

    /**
     * One step down.
     *
     * @param own what is granted to the same person there; no right at all is a denial
     */
    public Reach with(Rights own) {
        if (closed || own.isEmpty()) {
            return CLOSED;
        }
        return new Reach(rights.plus(own), false);
    }
}
