/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The contract of a share store as tests. No store is here. */
@NullMarked
package org.weft.testkit.share;

import org.jspecify.annotations.NullMarked;
