/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A site in a test: services over drivers in memory. */
@NullMarked
package org.weft.kernel.sharing.site;

import org.jspecify.annotations.NullMarked;
