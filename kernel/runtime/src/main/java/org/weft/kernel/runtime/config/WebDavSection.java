/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;

/** The table {@code [webdav]}. */
public record WebDavSection(
        @Doc("Whether a client may list a whole tree by one PROPFIND with `Depth: infinity`.") @Default("false")
        boolean depthInfinity,

        @Doc(
                "Whether clients may send a file in chunks, as those of ownCloud and Nextcloud do with large ones. They ask before they do.")
        @Default("true")
        boolean chunks,

        @Doc(
                "Whether clients may send a file by TUS, which goes on where it broke off. ownCloud's clients then send every file so.")
        @Default("true")
        boolean tus) {}
