/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Signing in. An {@link org.weft.spi.auth.AuthProvider} says who somebody is; what groups they are in is the
 * directory's answer ({@code org.weft.spi.identity}), and whether the account is blocked and what a token may do is the
 * kernel's.
 */
@NullMarked
package org.weft.spi.auth;

import org.jspecify.annotations.NullMarked;
