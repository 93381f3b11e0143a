/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import org.weft.spi.storage.StorageDriver;

/** A call of a driver. */
@FunctionalInterface
interface DriverCall<T> {
    T on(StorageDriver driver) throws IOException;
}
