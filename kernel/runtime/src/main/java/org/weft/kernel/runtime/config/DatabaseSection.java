/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Secret;

/** The table {@code [database]}. */
public record DatabaseSection(
        @Doc("`postgresql://USER:PASSWORD@HOST/DATABASE`; `jdbc:` may stand before it. Default: SQLite in the data"
                + " folder.")
        @Secret
        Optional<String> url) {

    public DatabaseSection {
        if (url.isPresent() && !isUsable(url.get())) {
            // The URL is not repeated, because it may hold a password.
            throw new InvalidConfig(
                    "url", "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE or leave it out for SQLite");
        }
    }

    private static boolean isUsable(String url) {
        try {
            URI uri = new URI(url.replaceFirst("^jdbc:", "").replaceFirst("^postgres:", "postgresql:"));
            return "postgresql".equals(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getPath() != null
                    && uri.getPath().length() > 1;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }

    /** Shows whether there is a URL, not what it holds. */
    @Override
    public String toString() {
        return "DatabaseSection[url=" + (url.isPresent() ? "…" : "none") + "]";
    }
}
