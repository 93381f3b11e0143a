/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The contract of app providers, and a site in memory that opens files in them. */
@NullMarked
package org.weft.testkit.app;

import org.jspecify.annotations.NullMarked;
