/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [grpc]}. */
public record GrpcSection(
        @Doc("Whether clients may ask which services and messages there are, as grpcurl does; without signing in.")
        @Default("true")
        boolean reflection) {}
