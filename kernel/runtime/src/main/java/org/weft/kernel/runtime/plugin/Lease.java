/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import org.weft.spi.Driver;

/** A driver, borrowed. While it is held the thread's context class loader is the plugin's. Close it on the same thread. */
public interface Lease<D extends Driver> extends AutoCloseable {

    D driver();

    /**
     * Whether the call was ended because it went on longer than a replaced driver may be kept. What it fails with then is
     * no fault of the backend's.
     */
    boolean isEnded();

    @Override
    void close();
}
