/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.weft.kernel.server.Embedded;
import org.weft.spi.DriverFactory;

/** Makes plugins of classes that are on the class path of a test. */
public final class PluginJars {

    private PluginJars() {}

    /**
     * Packs everything that was compiled together with a factory: the classes and resources of its module, without
     * libraries. Its services file must name the factory.
     *
     * @param folder where to; the archive appears there in one step
     * @param alongside classes whose modules are packed as well, without their services
     */
    public static Path of(Class<? extends DriverFactory<?, ?>> factory, String id, Path folder, Class<?>... alongside)
            throws IOException {
        Path building = Files.createTempFile(folder, id, ".tmp");
        try (OutputStream file = Files.newOutputStream(building);
                JarOutputStream jar = new JarOutputStream(file, manifest(id))) {
            pack(source(factory), jar, true);
            for (Class<?> type : alongside) {
                pack(source(type), jar, false);
            }
        }
        Path archive = folder.resolve(id + ".jar");
        return Files.move(building, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Where a class was loaded from: a folder of classes, or a jar. */
    static Path source(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalArgumentException(type + " comes from nowhere");
        }
        try {
            return Path.of(source.getLocation().toURI());
        } catch (URISyntaxException odd) {
            throw new IllegalArgumentException(odd);
        }
    }

    private static Manifest manifest(String id) {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", id);
        attributes.putValue("Plugin-Version", Embedded.spi());
        attributes.putValue("Plugin-Requires", ">=" + Embedded.spi());
        return manifest;
    }

    private static boolean isWanted(String entry, boolean services) {
        return !entry.equals("META-INF/MANIFEST.MF") && (services || !entry.startsWith("META-INF/"));
    }

    private static void pack(Path source, JarOutputStream jar, boolean services) throws IOException {
        if (!Files.isDirectory(source)) {
            packArchive(source, jar, services);
            return;
        }
        try (Stream<Path> all = Files.walk(source)) {
            for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
                String name = source.relativize(file).toString().replace('\\', '/');
                if (isWanted(name, services)) {
                    jar.putNextEntry(new ZipEntry(name));
                    Files.copy(file, jar);
                }
            }
        }
    }

    private static void packArchive(Path source, JarOutputStream jar, boolean services) throws IOException {
        try (ZipFile archive = new ZipFile(source.toFile())) {
            Enumeration<? extends ZipEntry> entries = archive.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory() && isWanted(entry.getName(), services)) {
                    jar.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = archive.getInputStream(entry)) {
                        in.transferTo(jar);
                    }
                }
            }
        }
    }

    /** The names of the classes that an archive brings itself, without those of its libraries. */
    static List<String> classes(Path archive) {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            return zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.contains("-info") && !name.startsWith("META-INF/"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
