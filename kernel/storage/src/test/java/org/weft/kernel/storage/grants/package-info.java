/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package org.weft.kernel.storage.grants;

import org.jspecify.annotations.NullMarked;
