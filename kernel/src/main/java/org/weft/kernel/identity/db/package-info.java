/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of accounts, sessions, passwords and revocations. Seen by identity and by the composition only. */
@NullMarked
package org.weft.kernel.identity.db;

import org.jspecify.annotations.NullMarked;
