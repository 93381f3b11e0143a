/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Secret;

/** The table {@code [database]}. */
public record DatabaseSection(
        @Doc("`jdbc:postgresql://…`, with user and password as parameters. Default: SQLite in the data folder.") @Secret
        Optional<String> url) {

    public DatabaseSection {
        if (url.isPresent()
                && !url.get().startsWith("jdbc:postgresql:")
                && !url.get().startsWith("jdbc:sqlite:")) {
            throw new InvalidConfig("url", "write jdbc:postgresql://HOST/DATABASE?user=…&password=… or leave it out");
        }
    }

    /** Shows whether there is a URL, not what it holds. */
    @Override
    public String toString() {
        return "DatabaseSection[url=" + (url.isPresent() ? "…" : "none") + "]";
    }
}
