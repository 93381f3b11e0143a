/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Files and folders: stat, list, open, put, make, delete, rename. */
@NullMarked
package org.weft.kernel.storage.files;

import org.jspecify.annotations.NullMarked;
