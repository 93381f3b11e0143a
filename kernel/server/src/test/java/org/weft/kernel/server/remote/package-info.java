/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Other servers as storages, at a whole server. */
@NullMarked
package org.weft.kernel.server.remote;

import org.jspecify.annotations.NullMarked;
