/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of shares with other sites, of invitations and notices. Seen by sharing and by the composition only. */
@NullMarked
package org.weft.kernel.sharing.db;

import org.jspecify.annotations.NullMarked;
