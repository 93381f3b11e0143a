/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Grants: what somebody may do below a node, besides shares. */
@NullMarked
package org.weft.kernel.storage.grants;

import org.jspecify.annotations.NullMarked;
