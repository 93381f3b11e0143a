/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/** The table {@code [plugins]}. */
public record PluginsSection(
        @Doc("The site's own plugin folder, watched while the server runs. Default: `plugins` in the data folder.")
        Optional<Path> dir,

        @Doc(
                "SHA-256 hashes (64 hexadecimal digits) of the archives that may be loaded from there. Without hashes and signers: any archive.")
        List<String> trust,

        @Doc(
                "A file with certificates (PEM), or a key store. Archives that these signed, or somebody whom these certify, may be loaded as well; others are refused.")
        Optional<Path> signers,

        @Doc("The password of the key store of `signers`, where it needs one.") @Secret
        Optional<String> signersPassword,

        @Doc(
                "How many sets of libraries that can't be unloaded may lie in memory unused, left by versions that were replaced. One more is refused.")
        @Default("3")
        @Range(min = 0, max = 100)
        int retainedLibraries,

        @Doc(
                "How long calls may go on in a driver that was replaced or removed. Then they are interrupted; clients get 503.")
        @Default("10m")
        @Range(min = 0, max = 3600)
        Duration drain) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public PluginsSection {
        trust = List.copyOf(trust);
        for (String hash : trust) {
            if (!HASH.matcher(hash).matches()) {
                throw new InvalidConfig("trust", "'" + hash + "' is no SHA-256 of 64 lower-case hexadecimal digits");
            }
        }
    }

    /** Shows whether there is a password, not which. */
    @Override
    public String toString() {
        return "PluginsSection[dir=" + dir + ", trust=" + trust + ", signers=" + signers + "]";
    }
}
