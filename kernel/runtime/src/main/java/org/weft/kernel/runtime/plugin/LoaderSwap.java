/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

/** Makes a plugin's loader the thread's context loader until it is closed, on the same thread. */
final class LoaderSwap implements AutoCloseable {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    LoaderSwap(ClassLoader loader) {
        Thread.currentThread().setContextClassLoader(loader);
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
