/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The CS3 services, called by real clients over loopback. */
@NullMarked
package org.weft.kernel.cs3;

import org.jspecify.annotations.NullMarked;
