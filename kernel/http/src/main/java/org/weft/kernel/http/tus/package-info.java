/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The resumable upload protocol TUS, for the protocols that offer it at addresses of their own. */
@NullMarked
package org.weft.kernel.http.tus;

import org.jspecify.annotations.NullMarked;
