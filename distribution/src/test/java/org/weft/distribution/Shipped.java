/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** The plugins of the distribution, and other versions of them. */
final class Shipped {

    private Shipped() {}

    /** The archive whose name begins so. */
    static Path plugin(String beginning) throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(RunningWeft.distribution().resolve("plugins"), beginning + "*.jar")) {
            return found.iterator().next();
        }
    }

    /** Puts a copy that says it is another version to a place, in one step. */
    static void withVersion(Path archive, String version, Path target) throws IOException {
        Path building = target.resolveSibling(".building");
        try (JarFile jar = new JarFile(archive.toFile())) {
            Manifest manifest = new Manifest(jar.getManifest());
            manifest.getMainAttributes().putValue("Plugin-Version", version);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(building), manifest)) {
                for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        out.putNextEntry(new JarEntry(entry.getName()));
                        jar.getInputStream(entry).transferTo(out);
                    }
                }
            }
        }
        Files.move(building, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
