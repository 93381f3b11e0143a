/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The contract of a sign-in driver as tests. No driver is here. */
@NullMarked
package org.weft.testkit.auth;

import org.jspecify.annotations.NullMarked;
