/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What holds of all contracts. */
@NullMarked
package org.weft.testkit;

import org.jspecify.annotations.NullMarked;
