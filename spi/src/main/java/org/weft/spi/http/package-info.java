/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * HTTP endpoints of plugins, without a type of any HTTP server. Kept small on purpose: request line, headers, streams,
 * and nothing that would make it another servlet API. What an endpoint needs beyond it belongs in its own plugin.
 */
@NullMarked
package org.weft.spi.http;

import org.jspecify.annotations.NullMarked;
