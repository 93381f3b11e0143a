/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Deleted things, that can come back. */
@NullMarked
package org.weft.kernel.storage.trash;

import org.jspecify.annotations.NullMarked;
