/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** WebDAV's locks: the kernel's own, and those that a driver keeps. */
@NullMarked
package org.weft.kernel.storage.locks;

import org.jspecify.annotations.NullMarked;
