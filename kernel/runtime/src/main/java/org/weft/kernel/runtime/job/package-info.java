/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Work that is done again and again. What runs it lies in the server. */
@NullMarked
package org.weft.kernel.runtime.job;

import org.jspecify.annotations.NullMarked;
