/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Who somebody is, as values: what scopes of a token leave of rights, and the people that a configuration names. */
@NullMarked
package org.weft.kernel.identity;

import org.jspecify.annotations.NullMarked;
