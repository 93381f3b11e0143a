/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a stranger does with the archive: unpack it, start it, use it with real clients, stop it. */
@NullMarked
package org.weft.distribution;

import org.jspecify.annotations.NullMarked;
