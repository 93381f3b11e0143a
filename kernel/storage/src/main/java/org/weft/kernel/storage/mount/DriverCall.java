/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.mount;

import java.io.IOException;
import org.weft.spi.storage.StorageDriver;

/** A call of a driver. */
@FunctionalInterface
public interface DriverCall<T> {
    T on(StorageDriver driver) throws IOException;
}
