/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import java.time.Instant;
import java.util.List;

/** Where this site's own keys are kept, for all its nodes; nobody else reads it. Thread-safe. */
public interface SiteKeyStore {

    /** All keys, the oldest first. */
    List<Kept> all();

    /**
     * Keeps keys, unless another node kept some since {@code seen} was read.
     *
     * @param seen the number of keys that the caller saw
     */
    void add(List<Kept> keys, int seen);

    /** Forgets a key. */
    void remove(String kid);

    /**
     * A key as it is kept.
     *
     * @param kid its id
     * @param algorithm the name of the algorithm
     * @param pair both halves
     * @param created when it was made
     */
    record Kept(String kid, String algorithm, String pair, Instant created) {

        /** Never shows the key. */
        @Override
        public String toString() {
            return algorithm + " " + kid;
        }
    }
}
