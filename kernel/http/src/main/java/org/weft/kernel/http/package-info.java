/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The HTTP server: Jetty, the exchange that endpoints see, sign-in of requests, ranges and conditions, the error table. No protocol lives here. */
@NullMarked
package org.weft.kernel.http;

import org.jspecify.annotations.NullMarked;
