/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Links, and what they open, at a served site. */
@NullMarked
package org.weft.kernel.server.links;

import org.jspecify.annotations.NullMarked;
