/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of accounts, sessions, passwords and revocations. No rule lives here, and no protocol sees them. */
@NullMarked
package org.weft.kernel.identity.db;

import org.jspecify.annotations.NullMarked;
