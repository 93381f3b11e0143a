/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package org.weft.kernel.ocm.remote;

import org.jspecify.annotations.NullMarked;
