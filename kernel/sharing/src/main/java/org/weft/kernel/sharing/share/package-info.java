/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Shares with users and groups: the store of shares, who received what under which name, and the rules. No wire format. */
@NullMarked
package org.weft.kernel.sharing.share;

import org.jspecify.annotations.NullMarked;
