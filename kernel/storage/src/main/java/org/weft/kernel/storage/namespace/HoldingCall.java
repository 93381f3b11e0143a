/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.io.IOException;
import org.weft.kernel.runtime.plugin.Lease;
import org.weft.spi.storage.StorageDriver;

/** A call of a driver whose result holds the lease. */
@FunctionalInterface
public interface HoldingCall<T> {

    T on(StorageDriver driver, Lease<StorageDriver> lease) throws IOException;
}
