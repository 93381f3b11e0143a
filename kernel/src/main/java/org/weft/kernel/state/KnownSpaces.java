/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.state;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The spaces that may have rows of one kind, so that nothing is asked of the database for all the others. */
final class KnownSpaces {

    private final Set<SpaceKey> spaces = ConcurrentHashMap.newKeySet();
    private final boolean shared;

    /**
     * @param shared whether other nodes add rows that this one doesn't hear of; then every space may have some
     */
    KnownSpaces(boolean shared) {
        this.shared = shared;
    }

    /** Call it before the rows are committed. */
    void add(SpaceKey space) {
        spaces.add(space);
    }

    boolean mayHaveRows(SpaceKey space) {
        return shared || spaces.contains(space);
    }
}
