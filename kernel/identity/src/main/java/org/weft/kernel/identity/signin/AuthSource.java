/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.spi.auth.AuthProvider;

/**
 * One entry of the sign-in chain.
 *
 * @param name the entry's name in the configuration
 * @param handle the way to its driver
 */
public record AuthSource(String name, DriverHandle<AuthProvider> handle) {}
