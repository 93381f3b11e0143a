/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Makes the services of sharing. */
@NullMarked
package org.weft.kernel.sharing;

import org.jspecify.annotations.NullMarked;
