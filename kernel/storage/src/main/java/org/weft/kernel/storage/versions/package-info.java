/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Earlier versions of files. */
@NullMarked
package org.weft.kernel.storage.versions;

import org.jspecify.annotations.NullMarked;
