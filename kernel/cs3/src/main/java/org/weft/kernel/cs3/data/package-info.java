/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The data gateway of CS3 clients: simple and TUS transfers under a transfer token. */
@NullMarked
package org.weft.kernel.cs3.data;

import org.jspecify.annotations.NullMarked;
