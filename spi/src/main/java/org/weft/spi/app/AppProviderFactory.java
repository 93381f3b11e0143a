/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

import org.weft.spi.DriverFactory;

/** Service type of app provider drivers. */
public interface AppProviderFactory<C extends Record> extends DriverFactory<C, AppProvider> {}
