/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What single parts of Weft cost, measured inside a JVM. Nothing here is shipped, and nothing asserts a time. */
@NullMarked
package org.weft.benchmarks;

import org.jspecify.annotations.NullMarked;
