/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.weft.app.site.SiteOptions;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/** The options of the driver {@code etherpad}. */
@Doc("An Etherpad, in which people edit text files together.")
public record PadConfig(
        @Doc("Where this server reaches Etherpad, such as `https://pad.example.org`.")
        URI url,

        @Doc("Where browsers reach it. Default: `url`.") Optional<URI> publicUrl,

        @Doc("The key of its HTTP API: what its `APIKEY.txt` holds.") @Secret
        String apiKey,

        @Doc("What people call it.") @Default("Etherpad") String name,

        @Doc("How often what people typed is written into the file.") @Default("20s") @Range(min = 5, max = 600)
        Duration save,

        @Doc("How long nobody is at a pad before it is closed.") @Default("60s") @Range(min = 5, max = 3600)
        Duration idle) {

    public PadConfig {
        SiteOptions.requireSite("url", url);
        publicUrl.ifPresent(value -> SiteOptions.requireSite("public-url", value));
        if (apiKey.isBlank()) {
            throw new InvalidConfig("api-key", "write what APIKEY.txt holds");
        }
        SiteOptions.requireName(name);
    }

    /** Where browsers go. */
    URI shown() {
        return publicUrl.orElse(url);
    }
}
