/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Copies an archive into a private folder named by its hash, so that the file in the plugin folder may be overwritten at
 * any time: the archive itself, of a zip also its {@code classes/}. The jars that it nests under {@code lib/} go into a
 * folder named by the hash of their set, which versions of a plugin share.
 */
final class ArchiveUnpacker {

    private static final long LARGEST = 1L << 30;

    /** The file that says which set of libraries belongs to an archive; written last. */
    private static final String SET = "libraries";

    private final Path work;

    ArchiveUnpacker(Path work) {
        this.work = work;
    }

    /** A private copy of a file that may change; to be given to {@link #drop}. */
    Path take(Path source) throws IOException {
        Files.createDirectories(work);
        Path taken = work.resolve(".in-" + UUID.randomUUID());
        boolean whole = false;
        try {
            Files.copy(source, taken);
            whole = true;
            return taken;
        } finally {
            if (!whole) {
                drop(taken);
            }
        }
    }

    /** Forgets what was taken. */
    void drop(Path taken) {
        delete(taken);
    }

    /** The copy; made once for a hash. */
    PluginArchive.Copy unpack(ZipFile zip, String hash) throws IOException, PluginRefused {
        Path target = work.resolve(hash.substring(0, 32));
        Path known = target.resolve(SET);
        if (Files.isRegularFile(known)) {
            String set = Files.readString(known);
            if (set.isEmpty() || Files.isDirectory(libraries(set))) {
                return copy(target, set);
            }
            delete(target);
        }
        Files.createDirectories(work);
        Path building = work.resolve(".new-" + UUID.randomUUID());
        try {
            Files.createDirectory(building);
            Files.copy(Path.of(zip.getName()), building.resolve("plugin.jar"));
            String set = nested(zip, building);
            if (!set.isEmpty()) {
                settle(building.resolve("lib"), libraries(set));
            }
            Files.writeString(building.resolve(SET), set);
            settle(building, target);
            return copy(target, set);
        } finally {
            delete(building);
        }
    }

    private Path libraries(String set) {
        return work.resolve("lib-" + set.substring(0, 32));
    }

    /** Moves a folder to its place, unless it is there already: what has the same hash is the same. */
    private static void settle(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException there) {
            if (!Files.isDirectory(to)) {
                throw there;
            }
            // Another archive brought the same.
        }
    }

    private PluginArchive.Copy copy(Path folder, String set) throws IOException {
        if (set.isEmpty()) {
            return new PluginArchive.Copy(folder, List.of(), "");
        }
        try (Stream<Path> jars = Files.list(libraries(set))) {
            return new PluginArchive.Copy(folder, jars.sorted().toList(), set);
        }
    }

    /** Where a plugin's own classes are. */
    static Path classes(Path folder) {
        Path classes = folder.resolve("classes");
        return Files.isDirectory(classes) ? classes : folder.resolve("plugin.jar");
    }

    /** Unpacks what is nested; answers the hash of the set of libraries, which is empty when there are none. */
    private static String nested(ZipFile zip, Path building) throws IOException, PluginRefused {
        long left = LARGEST;
        Map<String, byte[]> digests = new TreeMap<>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            boolean library = name.startsWith("lib/") && name.endsWith(".jar");
            if (entry.isDirectory()) {
                continue;
            }
            if (entry.getSize() > left) {
                throw tooLarge();
            }
            if (!library && !name.startsWith("classes/")) {
                try (InputStream in = zip.getInputStream(entry)) {
                    left -= copy(in, OutputStream.nullOutputStream(), left, Preflight.sha256());
                }
                continue;
            }
            Path target = building.resolve(name).normalize();
            if (!target.startsWith(building) || (library && name.indexOf('/', "lib/".length()) >= 0)) {
                throw new PluginRefused("it holds the entry '" + name + "', which leads out of its folder");
            }
            Files.createDirectories(target.resolveSibling("."));
            MessageDigest digest = Preflight.sha256();
            try (InputStream in = zip.getInputStream(entry);
                    OutputStream out = Files.newOutputStream(target)) {
                left -= copy(in, out, left, digest);
            }
            if (library) {
                requireNothingShared(name, target);
                digests.put(name, digest.digest());
            }
        }
        if (digests.isEmpty()) {
            return "";
        }
        MessageDigest set = Preflight.sha256();
        digests.forEach((name, digest) -> {
            set.update(name.getBytes(StandardCharsets.UTF_8));
            set.update(digest);
        });
        return HexFormat.of().formatHex(set.digest());
    }

    private static long copy(InputStream in, OutputStream out, long limit, MessageDigest digest)
            throws IOException, PluginRefused {
        long copied = 0;
        byte[] buffer = new byte[64 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            copied += read;
            if (copied > limit) {
                throw tooLarge(); // whatever its directory says
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
        }
        return copied;
    }

    private static PluginRefused tooLarge() {
        return new PluginRefused("what it holds is larger than 1 GiB");
    }

    private static void requireNothingShared(String library, Path jar) throws IOException, PluginRefused {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                String entry = entries.nextElement().getName();
                if (SharedPackages.holdsEntry(entry)) {
                    throw new PluginRefused("its " + library + " holds " + entry
                            + ", which is the server's; leave the SPI and slf4j out of it");
                }
            }
        } catch (ZipException broken) {
            throw new PluginRefused(
                    "its " + library + " is no readable archive (damaged, or not copied to the end)", broken);
        }
    }

    /**
     * Removes copies that no archive needs, and what a killed server left half made.
     *
     * @param needed folders and files of copies
     */
    void retainOnly(Set<Path> needed) {
        Set<Path> keep = new HashSet<>();
        needed.forEach(path -> keep.add(work.resolve(work.relativize(path).getName(0))));
        try (Stream<Path> all = Files.isDirectory(work) ? Files.list(work) : Stream.of()) {
            all.filter(folder -> !keep.contains(folder)).forEach(ArchiveUnpacker::delete);
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
