/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * What one attempt at a visible step came to.
 *
 * @param <T> what the step made
 */
public sealed interface Attempt<T> {

    /**
     * The step was taken.
     *
     * @param value what it made
     */
    record Committed<T>(T value) implements Attempt<T> {}

    /** Things were no longer as the guard was told; nothing was done, and the driver looks again. */
    record Stale<T>() implements Attempt<T> {}

    /** The step was taken. */
    static <T> Attempt<T> committed(T value) {
        return new Committed<>(value);
    }

    /** Things were no longer as the guard was told, and nothing was done. */
    static <T> Attempt<T> stale() {
        return new Stale<>();
    }
}
