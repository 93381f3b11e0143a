/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Drivers for storages that are other servers. They know the SPI and reach other servers through {@code outgoing} alone;
 * what a server may be asked, and with which credentials, others tell them. No rules of sharing live here.
 */
@NullMarked
package org.weft.kernel.remote;

import org.jspecify.annotations.NullMarked;
