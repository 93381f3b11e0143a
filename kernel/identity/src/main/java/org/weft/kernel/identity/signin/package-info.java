/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Signing in: the providers in order, throttling, caches, app passwords, sessions, service accounts. Knows no protocol. */
@NullMarked
package org.weft.kernel.identity.signin;

import org.jspecify.annotations.NullMarked;
