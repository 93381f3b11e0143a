/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Copies an archive into a private folder named by its hash: the archive itself, and the jars that it nests under
 * {@code lib/}; of a zip also its {@code classes/}. So the file in the plugin folder may be overwritten at any time.
 */
final class Unpacking {

    private static final long LARGEST = 1L << 30;

    private final Path work;

    Unpacking(Path work) {
        this.work = work;
    }

    /** The folder with the copy; made once for a hash. */
    Path unpack(ZipFile zip, String hash) throws IOException, Refused {
        Path target = work.resolve(hash.substring(0, 32));
        if (Files.isDirectory(target)) {
            return target;
        }
        Files.createDirectories(work);
        Path building = work.resolve(".new-" + UUID.randomUUID());
        try {
            Files.createDirectory(building);
            Files.copy(Path.of(zip.getName()), building.resolve("plugin.jar"));
            nested(zip, building);
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(building);
        }
        return target;
    }

    /** The class path of an unpacked plugin, its own classes first. */
    static List<Path> classPath(Path unpacked) throws IOException {
        List<Path> path = new ArrayList<>();
        Path classes = unpacked.resolve("classes");
        path.add(Files.isDirectory(classes) ? classes : unpacked.resolve("plugin.jar"));
        Path lib = unpacked.resolve("lib");
        if (Files.isDirectory(lib)) {
            try (Stream<Path> jars = Files.list(lib)) {
                jars.sorted().forEach(path::add);
            }
        }
        return path;
    }

    private static void nested(ZipFile zip, Path building) throws IOException, Refused {
        long left = LARGEST;
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            boolean library = name.startsWith("lib/") && name.endsWith(".jar");
            if (entry.isDirectory() || (!library && !name.startsWith("classes/"))) {
                continue;
            }
            Path target = building.resolve(name).normalize();
            if (!target.startsWith(building) || (library && name.indexOf('/', "lib/".length()) >= 0)) {
                throw new Refused("it holds the entry '" + name + "', which leads out of its folder");
            }
            Files.createDirectories(target.resolveSibling("."));
            try (InputStream in = zip.getInputStream(entry)) {
                left -= copy(in, target, left);
            }
            if (library) {
                requireNothingShared(name, target);
            }
        }
    }

    private static long copy(InputStream in, Path target, long limit) throws IOException, Refused {
        long copied = 0;
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                copied += read;
                if (copied > limit) {
                    throw new Refused("its libraries are larger than 1 GiB");
                }
                out.write(buffer, 0, read);
            }
        }
        return copied;
    }

    private static void requireNothingShared(String library, Path jar) throws IOException, Refused {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                String entry = entries.nextElement().getName();
                if (SharedPackages.holdsEntry(entry)) {
                    throw new Refused("its " + library + " holds " + entry
                            + ", which is the server's; leave the SPI and slf4j out of it");
                }
            }
        }
    }

    /** Removes copies that no archive needs, and what a killed server left half made. */
    void retainOnly(Set<Path> needed) {
        Set<Path> keep = new HashSet<>(needed);
        try (Stream<Path> all = Files.isDirectory(work) ? Files.list(work) : Stream.of()) {
            all.filter(folder -> !keep.contains(folder)).forEach(Unpacking::delete);
        } catch (IOException unreadable) {
            // Left-overs cost disk space only; the next start tries again.
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException busy) {
            // The same: the next start tries again.
        }
    }
}
