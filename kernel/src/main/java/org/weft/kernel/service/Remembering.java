/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.Right;

/**
 * A guard that judges the caller's right in the space where the change really happens, and keeps what was affected, so
 * that an answer can tell a new resource from a replaced one.
 */
final class Remembering implements Guard {

    private final Guard guard;
    private final Place place;
    private final Right right;
    private @Nullable Affected committed;

    Remembering(Guard guard, Place place, Right right) {
        this.guard = guard;
        this.place = place;
        this.right = right;
    }

    @Override
    public void check(Affected what) {
        place.require(what.space(), right);
        guard.check(what);
    }

    @Override
    public <T> T commit(Affected what, Change<T> change) throws IOException {
        place.require(what.space(), right);
        T result = guard.commit(what, change);
        if (result != null) { // null: the driver found things changed, made nothing, and will come again
            committed = what;
        }
        return result;
    }

    /** Whether the change made a node that was not there. */
    boolean madeNew() {
        return committed == null
                || committed.source().isEmpty() && committed.replaced().isEmpty();
    }

    /** Whether the change took a free name. */
    boolean replacedNothing() {
        return committed == null || committed.replaced().isEmpty();
    }
}
