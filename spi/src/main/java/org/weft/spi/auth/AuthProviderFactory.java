/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.auth;

import org.weft.spi.DriverFactory;

/** Service type of sign-in drivers. */
public interface AuthProviderFactory<C extends Record> extends DriverFactory<C, AuthProvider> {}
