/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
@NullMarked
package org.weft.kernel.web.page;

import org.jspecify.annotations.NullMarked;
