/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A plugin's archive that passed all checks that need no class of it.
 *
 * @param source the file in a plugin folder
 * @param origin which folder
 * @param hash SHA-256 of the file, or of what identifies it, in hexadecimal digits
 * @param manifest who it says it is
 * @param copy what it is loaded from
 */
record PluginArchive(Path source, Origin origin, String hash, Identity manifest, Copy copy) {

    /**
     * What the manifest says.
     *
     * @param id {@code Plugin-Id}
     * @param version {@code Plugin-Version}
     * @param requires {@code Plugin-Requires}: which versions of the SPI it works with
     * @param retained whether it says {@code Weft-Libraries: retained}: its libraries can't be unloaded
     */
    record Identity(String id, String version, String requires, boolean retained) {}

    /**
     * Private copies of an archive.
     *
     * @param classes the folder with the plugin's own classes
     * @param libraries the jars it nests, in the order of their names
     * @param set SHA-256 of all nested jars with their names; empty when there are none
     */
    record Copy(Path classes, List<Path> libraries, String set) {

        Copy {
            libraries = List.copyOf(libraries);
        }
    }

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

    String id() {
        return manifest.id();
    }

    String version() {
        return manifest.version();
    }

    String label() {
        return id() + " " + version();
    }
}
