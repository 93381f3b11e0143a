/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.DriverFactory;

/** Service type of share store drivers. */
public interface ShareStoreFactory<C extends Record> extends DriverFactory<C, ShareStore> {}
