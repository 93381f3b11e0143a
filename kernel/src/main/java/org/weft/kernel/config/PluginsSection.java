/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Doc;

/** The table {@code [plugins]}. */
public record PluginsSection(
        @Doc("The site's own plugin folder, watched while the server runs. Default: `plugins` in the data folder.")
        Optional<Path> dir,

        @Doc(
                "SHA-256 hashes (64 hexadecimal digits) of the archives that may be loaded from there. Empty: any archive.")
        List<String> trust) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public PluginsSection {
        trust = List.copyOf(trust);
        for (String hash : trust) {
            if (!HASH.matcher(hash).matches()) {
                throw new InvalidConfig("trust", "'" + hash + "' is no SHA-256 of 64 lower-case hexadecimal digits");
            }
        }
    }
}
