/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Public links, and who visits them. */
@NullMarked
package org.weft.kernel.sharing.link;

import org.jspecify.annotations.NullMarked;
