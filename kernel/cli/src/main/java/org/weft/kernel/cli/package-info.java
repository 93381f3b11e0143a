/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The command line. Sees everything; nobody sees it. */
@NullMarked
package org.weft.kernel.cli;

import org.jspecify.annotations.NullMarked;
