/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** COPY, and MOVE between storages: by the driver where it can, else by streaming; and what such a copy left unfinished. */
@NullMarked
package org.weft.kernel.storage.copy;

import org.jspecify.annotations.NullMarked;
