/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package org.weft.kernel.storage.upload;

import org.jspecify.annotations.NullMarked;
