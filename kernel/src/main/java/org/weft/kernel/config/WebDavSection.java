/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [webdav]}. */
public record WebDavSection(
        @Doc("Whether a client may list a whole tree by one PROPFIND with `Depth: infinity`.") @Default("false")
        boolean depthInfinity) {}
