/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A tree for backends that know paths only. The driver brings a {@link org.weft.pathtree.PathStore}; the ids, the etags, what
 * follows a rename, and what other programs changed meanwhile are kept here, in the driver's database. Knows the SPI and
 * nothing else.
 */
@NullMarked
package org.weft.pathtree;

import org.jspecify.annotations.NullMarked;
