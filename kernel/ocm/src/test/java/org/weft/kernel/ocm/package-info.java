/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Sites that speak with each other, and strangers that try to. */
@NullMarked
package org.weft.kernel.ocm;

import org.jspecify.annotations.NullMarked;
