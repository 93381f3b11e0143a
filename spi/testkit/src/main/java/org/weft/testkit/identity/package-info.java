/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The contract of a directory as tests. No directory is here. */
@NullMarked
package org.weft.testkit.identity;

import org.jspecify.annotations.NullMarked;
