/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

/** Whether the server itself has room to take something new. Thread-safe; asked for each change, so cheap. */
@FunctionalInterface
public interface DiskRoom {

    /** There always is. */
    DiskRoom ENDLESS = () -> {};

    /**
     * Passes when something new can be stored.
     *
     * @throws org.weft.spi.WeftException.NoSpace when not
     */
    void require();
}
