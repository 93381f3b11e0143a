/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Rows that the kernel keeps for storages whose drivers do not: locks, grants, properties, labels, project spaces. No
 * rule lives here, and no protocol sees them.
 */
@NullMarked
package org.weft.kernel.storage.db;

import org.jspecify.annotations.NullMarked;
