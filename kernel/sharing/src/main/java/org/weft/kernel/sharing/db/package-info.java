/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of shares with other sites, of requests for shares, of invitations and notices, and the revisions of what is shared. No rule lives here, and no protocol sees them. */
@NullMarked
package org.weft.kernel.sharing.db;

import org.jspecify.annotations.NullMarked;
