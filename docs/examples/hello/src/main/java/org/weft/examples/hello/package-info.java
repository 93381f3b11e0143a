/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The example of the driver author guide: a storage of a few text files that are made in memory. Three classes make a
 * driver: its options, its factory, and the driver itself.
 */
@NullMarked
package org.weft.examples.hello;

import org.jspecify.annotations.NullMarked;
