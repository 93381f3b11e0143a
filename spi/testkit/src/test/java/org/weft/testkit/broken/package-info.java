/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Drivers that break one promise each, and what the contracts say of them. */
@NullMarked
package org.weft.testkit.broken;

import org.jspecify.annotations.NullMarked;
