/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.site;

import java.net.URI;
import org.weft.spi.InvalidConfig;

/** Options that name an application and where it is. */
public final class SiteOptions {

    private SiteOptions() {}

    /**
     * @param key the option
     * @throws InvalidConfig when the URL is not that of a web server, or holds more than its place
     */
    public static void requireSite(String key, URI url) {
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new InvalidConfig(key, "write a URL like https://office.example.org");
        }
    }

    /** @throws InvalidConfig when it is nothing that people can read */
    public static void requireName(String name) {
        if (name.isBlank() || name.length() > 100) {
            throw new InvalidConfig("name", "write 1 to 100 characters");
        }
    }
}
