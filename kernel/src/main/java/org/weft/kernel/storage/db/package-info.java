/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Rows that the kernel keeps for storages whose drivers do not: locks, grants, properties, labels, project spaces. Seen by
 * storage, by the rows of sharing and by the composition only.
 */
@NullMarked
package org.weft.kernel.storage.db;

import org.jspecify.annotations.NullMarked;
