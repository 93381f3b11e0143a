/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Help for tests that knows no class of the kernel. */
@NullMarked
package org.weft.kernel.testing;

import org.jspecify.annotations.NullMarked;
