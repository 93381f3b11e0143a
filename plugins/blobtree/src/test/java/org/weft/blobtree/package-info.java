/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of the tree, over a folder instead of a store. */
@NullMarked
package org.weft.blobtree;

import org.jspecify.annotations.NullMarked;
