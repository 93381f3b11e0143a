/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import org.weft.spi.DriverFactory;

/** Service type of storage drivers. */
public interface StorageDriverFactory<C extends Record> extends DriverFactory<C, StorageDriver> {}
