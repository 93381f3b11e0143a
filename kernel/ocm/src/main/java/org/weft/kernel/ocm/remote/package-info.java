/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Drivers for storages that are other servers. They know the SPI and reach other servers through {@code http.client} alone;
 * no rules of sharing.
 */
@NullMarked
package org.weft.kernel.ocm.remote;

import org.jspecify.annotations.NullMarked;
