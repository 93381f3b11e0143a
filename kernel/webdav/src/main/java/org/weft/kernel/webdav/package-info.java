/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * WebDAV (RFC 4918) with ownCloud's extensions: methods, XML in and out, the If header. Sees services and the exchange; no
 * driver, no other protocol.
 */
@NullMarked
package org.weft.kernel.webdav;

import org.jspecify.annotations.NullMarked;
