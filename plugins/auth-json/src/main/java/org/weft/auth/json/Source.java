/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.json;

import java.io.IOException;
import org.weft.spi.Health;

/** Where a snapshot comes from. Thread-safe. */
interface Source<T> {

    /**
     * Reads for the first time.
     *
     * @throws IOException when nothing can be read; the message names file and line
     */
    void start() throws IOException;

    /** The newest snapshot that could be read. After {@link #start} it always answers. */
    T current();

    /** Whether what {@link #current} answers is what the source holds. */
    Health health();

    /** A snapshot that never changes. */
    static <T> Source<T> fixed(T value) {
        return new Source<>() {
            @Override
            public void start() {}

            @Override
            public T current() {
                return value;
            }

            @Override
            public Health health() {
                return Health.up();
            }
        };
    }
}
