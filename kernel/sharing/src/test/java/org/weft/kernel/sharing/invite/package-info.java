/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package org.weft.kernel.sharing.invite;

import org.jspecify.annotations.NullMarked;
