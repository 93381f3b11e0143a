/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Who users and groups are: the directory that sharing dialogs search and tokens take groups from. */
@NullMarked
package org.weft.spi.identity;

import org.jspecify.annotations.NullMarked;
