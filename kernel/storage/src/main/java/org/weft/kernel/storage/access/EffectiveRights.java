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
public record EffectiveRights(Rights rights, boolean closed) {

    private static final EffectiveRights CLOSED = new EffectiveRights(Rights.none(), true);

    public static EffectiveRights of(Rights rights) {
        return new EffectiveRights(rights, false);
    }

    /** Beyond a denial. */
    public static EffectiveRights none() {
        return CLOSED;
    }

    /**
     * One step down.
     *
     * @param own what is granted to the same person there; no right at all is a denial
     */
    public EffectiveRights with(Rights own) {
        if (closed || own.isEmpty()) {
            return CLOSED;
        }
        return new EffectiveRights(rights.plus(own), false);
    }
}
