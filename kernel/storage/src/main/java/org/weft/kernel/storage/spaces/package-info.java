/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Project spaces, and the catalog of all spaces that a caller sees. */
@NullMarked
package org.weft.kernel.storage.spaces;

import org.jspecify.annotations.NullMarked;
