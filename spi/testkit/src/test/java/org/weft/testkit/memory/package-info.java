/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The storages in memory against the contract, and through it the contract against something that keeps it. */
@NullMarked
package org.weft.testkit.memory;

import org.jspecify.annotations.NullMarked;
