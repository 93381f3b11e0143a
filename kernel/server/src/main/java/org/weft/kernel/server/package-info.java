/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Composition: makes everything by constructors, starts it and stops it in order. Sees all modules but the command line. */
@NullMarked
package org.weft.kernel.server;

import org.jspecify.annotations.NullMarked;
