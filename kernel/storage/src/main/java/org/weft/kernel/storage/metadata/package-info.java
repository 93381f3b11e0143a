/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Dead properties and labels, and joining them to listings. */
@NullMarked
package org.weft.kernel.storage.metadata;

import org.jspecify.annotations.NullMarked;
