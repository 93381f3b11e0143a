/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of the sessions of apps. No rule lives here, and no protocol sees them. */
@NullMarked
package org.weft.kernel.apps.db;

import org.jspecify.annotations.NullMarked;
