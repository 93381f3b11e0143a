/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Tests of the contracts for abilities: each case finds what breaks it. */
@NullMarked
package org.weft.testkit.storage;

import org.jspecify.annotations.NullMarked;
