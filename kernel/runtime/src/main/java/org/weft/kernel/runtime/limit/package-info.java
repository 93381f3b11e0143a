/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Limits on how often somebody may do something, and on how many do the same at once. Whom a limit protects, others know. */
@NullMarked
package org.weft.kernel.runtime.limit;

import org.jspecify.annotations.NullMarked;
