/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows of the sessions of apps. Seen by apps and by the composition only. */
@NullMarked
package org.weft.kernel.apps.db;

import org.jspecify.annotations.NullMarked;
