/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Downloads of several files as one archive: ZIP and TAR. */
@NullMarked
package org.weft.kernel.web.archive;

import org.jspecify.annotations.NullMarked;
