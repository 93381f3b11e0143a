/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import org.weft.spi.Driver;

/** See {@link DriverHandle#fixed}. */
record FixedHandle<D extends Driver>(String instance, D driver) implements DriverHandle<D> {

    @Override
    public Lease<D> acquire() {
        return new Lease<>() {
            @Override
            public D driver() {
                return driver;
            }

            @Override
            public boolean isEnded() {
                return false;
            }

            @Override
            public void close() {}
        };
    }
}
