/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.tools.ToolProvider;

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

    /** Makes an archive with the driver {@code hello} and an option that no configuration gives: it passes all checks but that. */
    static Path demanding(Path target, String version) throws IOException {
        Path classes = Files.createDirectories(target.resolveSibling("demanding"));
        Path source = Files.writeString(classes.resolve("Demanding.java"), """
            package org.example;

            import org.weft.spi.DriverContext;
            import org.weft.spi.storage.StorageDriver;
            import org.weft.spi.storage.StorageDriverFactory;

            public final class Demanding implements StorageDriverFactory<Demanding.Options> {
                public record Options(String wanted) {}
                public String name() { return "hello"; }
                public Class<Options> configType() { return Options.class; }
                public StorageDriver create(Options options, DriverContext context) { throw new AssertionError(); }
            }
            """);
        int exit = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", spi().toString(), "-d", classes.toString(), source.toString());
        if (exit != 0) {
            throw new IOException("Demanding.java does not compile");
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Plugin-Id", "hello");
        manifest.getMainAttributes().putValue("Plugin-Version", version);
        manifest.getMainAttributes().putValue("Plugin-Requires", ">=0.1.0 & <1.0.0");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target), manifest)) {
            for (String name : List.of("org/example/Demanding.class", "org/example/Demanding$Options.class")) {
                out.putNextEntry(new JarEntry(name));
                Files.copy(classes.resolve(name), out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/org.weft.spi.storage.StorageDriverFactory"));
            out.write("org.example.Demanding\n".getBytes(StandardCharsets.UTF_8));
        }
        return target;
    }

    private static Path spi() throws IOException {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(RunningWeft.distribution().resolve("lib"), "weft-spi-*.jar")) {
            return found.iterator().next();
        }
    }
}
