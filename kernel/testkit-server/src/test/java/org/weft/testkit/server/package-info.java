/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Servers inside tests, and plugins that come and go. */
@NullMarked
package org.weft.testkit.server;

import org.jspecify.annotations.NullMarked;
