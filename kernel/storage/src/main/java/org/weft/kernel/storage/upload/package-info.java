/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Uploads in parts: resumable and chunked ones, where their bytes wait, what room they take, and transfer orders. */
@NullMarked
package org.weft.kernel.storage.upload;

import org.jspecify.annotations.NullMarked;
