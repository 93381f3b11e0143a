/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A plugin's archive that passed all checks that need no class of it.
 *
 * @param source the file in a plugin folder
 * @param origin which folder
 * @param hash SHA-256 of the file, or of what identifies it, in hexadecimal digits
 * @param id the manifest's {@code Plugin-Id}
 * @param version the manifest's {@code Plugin-Version}
 * @param requires the manifest's {@code Plugin-Requires}: which versions of the SPI it works with
 * @param retained whether the manifest says {@code Weft-Libraries: retained}: its libraries can't be unloaded
 * @param unpacked the private folder that holds the copy
 */
record Archive(
        Path source,
        Origin origin,
        String hash,
        String id,
        String version,
        String requires,
        boolean retained,
        Path unpacked) {

    /** Where plugins come from. */
    enum Origin {
        /** Shipped with the server. */
        SHIPPED,
        /** The site's own folder; wins over a shipped plugin of the same id. */
        SITE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The name of the file. */
    String file() {
        return String.valueOf(source.getFileName());
    }
}
