/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What goes into a download of several files. Knows no archive format. */
@NullMarked
package org.weft.kernel.storage.archive;

import org.jspecify.annotations.NullMarked;
