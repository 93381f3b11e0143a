/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Sign-in with an OpenID provider: the tokens it makes are checked by its published keys or by asking it, and browsers are
 * sent to its pages. One instance speaks for one issuer; nothing here knows the kernel.
 */
@NullMarked
package org.weft.auth.oidc;

import org.jspecify.annotations.NullMarked;
