/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Other sites: which there are, whom this one trusts, and notices on their way to them. What is sent is said elsewhere. */
@NullMarked
package org.weft.kernel.sharing.peer;

import org.jspecify.annotations.NullMarked;
