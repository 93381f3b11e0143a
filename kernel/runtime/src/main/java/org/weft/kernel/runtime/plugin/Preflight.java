/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.pf4j.DefaultVersionManager;
import org.pf4j.VersionManager;

/**
 * Judges an archive before any of its classes is loaded, and puts a copy aside from which it is loaded. What it refuses
 * it refuses with one sentence for the operator.
 */
final class Preflight {

    private static final long LARGEST = 512L << 20;
    private static final int MOST_ENTRIES = 100_000;
    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9.-]{0,63}");
    private static final Pattern VERSION =
            Pattern.compile("\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?(?:\\+[0-9A-Za-z.-]+)?");

    private final String spiVersion;
    private final PluginTrust trust;
    private final ArchiveUnpacker unpacking;
    private final VersionManager versions = new DefaultVersionManager();

    /**
     * @param spiVersion the contract that this server speaks
     * @param trust which of the site's archives may be loaded
     * @param work where copies go
     */
    Preflight(String spiVersion, PluginTrust trust, Path work) {
        this.spiVersion = spiVersion;
        this.trust = trust;
        this.unpacking = new ArchiveUnpacker(work);
    }

    /** Judges an archive and copies it; all that is wrong stands in the reason. */
    PluginArchive check(Path source, PluginArchive.Origin origin) throws PluginRefused {
        if (origin == PluginArchive.Origin.SHIPPED) {
            return judged(source, source, origin, identity(source));
        }
        Path taken = take(source);
        try {
            // From here on nobody can change what is judged.
            String hash = hash(taken);
            trust.require(hash, () -> ArchiveSignature.of(taken));
            return judged(source, taken, origin, hash);
        } finally {
            unpacking.drop(taken);
        }
    }

    private Path take(Path source) throws PluginRefused {
        try {
            long size = Files.size(source);
            if (size == 0) {
                throw new PluginRefused("it is empty");
            }
            if (size > LARGEST) {
                throw new PluginRefused("it is larger than 512 MiB");
            }
            return unpacking.take(source);
        } catch (IOException unreadable) {
            throw new PluginRefused("it cannot be read: " + PluginRefused.describe(unreadable), unreadable);
        }
    }

    private PluginArchive judged(Path source, Path taken, PluginArchive.Origin origin, String hash)
            throws PluginRefused {
        try (ZipFile zip = new ZipFile(taken.toFile())) {
            List<String> wrong = new ArrayList<>();
            PluginArchive.Identity identity = identity(zip, wrong);
            services(zip, wrong);
            if (!wrong.isEmpty()) {
                throw new PluginRefused(String.join("; ", wrong));
            }
            return new PluginArchive(source, origin, hash, identity, unpacking.unpack(zip, hash));
        } catch (ZipException broken) {
            throw new PluginRefused("it is no readable archive (damaged, or not copied to the end)", broken);
        } catch (IOException unreadable) {
            throw new PluginRefused("it cannot be read: " + PluginRefused.describe(unreadable), unreadable);
        }
    }

    /** Who the manifest says it is; what is missing is empty. */
    private PluginArchive.Identity identity(ZipFile zip, List<String> wrong) throws IOException, PluginRefused {
        Attributes manifest = manifest(zip);
        String id = attribute(manifest, "Plugin-Id", ID, "lower-case letters, digits, dots and dashes", wrong);
        String version = attribute(manifest, "Plugin-Version", VERSION, "a version like 1.2.3", wrong);
        String dependencies = manifest.getValue("Plugin-Dependencies");
        if (dependencies != null && !dependencies.isBlank()) {
            wrong.add("it asks for other plugins (" + dependencies.strip()
                    + "), which is not supported; nest the libraries it needs under lib/");
        }
        String libraries = manifest.getValue("Weft-Libraries");
        if (libraries != null && !libraries.equals("retained")) {
            wrong.add("its Weft-Libraries '" + libraries + "' is not 'retained'");
        }
        return new PluginArchive.Identity(id, version, requires(manifest, wrong), libraries != null);
    }

    /**
     * What can be known of an archive whatever is wrong with it.
     *
     * @param copy absent when it cannot be unpacked
     * @param wrong all that is
     */
    record Examined(PluginArchive.Identity identity, Optional<PluginArchive.Copy> copy, List<String> wrong) {}

    /** Looks at an archive as {@link #check} does, and goes on when something is wrong. */
    Examined examine(Path source) {
        List<String> wrong = new ArrayList<>();
        PluginArchive.Identity nobody = new PluginArchive.Identity("", "", "", false);
        Optional<Examined> examined = unless(wrong, () -> {
            Path taken = take(source);
            try (ZipFile zip = new ZipFile(taken.toFile())) {
                services(zip, wrong);
                PluginArchive.Identity identity =
                        unless(wrong, () -> identity(zip, wrong)).orElse(nobody);
                Optional<PluginArchive.Copy> copy = unless(wrong, () -> unpacking.unpack(zip, hash(taken)));
                return new Examined(identity, copy, wrong);
            } finally {
                unpacking.drop(taken);
            }
        });
        return examined.orElse(new Examined(nobody, Optional.empty(), wrong));
    }

    /** A look into an archive. */
    @FunctionalInterface
    private interface Look<T> {
        T at() throws IOException, PluginRefused;
    }

    /** What a look finds, unless something is wrong. */
    private static <T> Optional<T> unless(List<String> wrong, Look<T> look) {
        try {
            return Optional.of(look.at());
        } catch (PluginRefused refusal) {
            wrong.add(refusal.reason());
        } catch (ZipException broken) {
            wrong.add("it is no readable archive (damaged, or not copied to the end)");
        } catch (IOException unreadable) {
            wrong.add("it cannot be read: " + PluginRefused.describe(unreadable));
        }
        return Optional.empty();
    }

    /**
     * What stands for the hash of a shipped archive, which nobody overwrites: a start should not have to read them all.
     * The change time tells a file from one that was put in its place, even where a build gives both the same times.
     */
    private static String identity(Path source) throws PluginRefused {
        try {
            Map<String, Object> seen = Files.readAttributes(source, "unix:ino,ctime,lastModifiedTime,size");
            String words = source + "\n" + new TreeMap<>(seen);
            return HexFormat.of().formatHex(sha256().digest(words.getBytes(StandardCharsets.UTF_8)));
        } catch (UnsupportedOperationException otherSystem) {
            return hash(source);
        } catch (IOException unreadable) {
            throw new PluginRefused("it cannot be read: " + PluginRefused.describe(unreadable), unreadable);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    static String hash(Path source) throws PluginRefused {
        try (InputStream in = Files.newInputStream(source)) {
            MessageDigest digest = sha256();
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new PluginRefused("it cannot be read: " + PluginRefused.describe(unreadable), unreadable);
        }
    }

    static Attributes manifest(ZipFile zip) throws IOException, PluginRefused {
        if (zip.size() > MOST_ENTRIES) {
            throw new PluginRefused("it holds more than " + MOST_ENTRIES + " entries");
        }
        for (String place : List.of("META-INF/MANIFEST.MF", "classes/META-INF/MANIFEST.MF")) {
            ZipEntry entry = zip.getEntry(place);
            if (entry == null) {
                continue;
            }
            if (entry.getSize() > 1 << 20) {
                throw new PluginRefused("its manifest is larger than 1 MiB");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new Manifest(in).getMainAttributes();
            }
        }
        throw new PluginRefused("it has no META-INF/MANIFEST.MF with Plugin-Id, Plugin-Version and Plugin-Requires");
    }

    private static String attribute(Attributes manifest, String name, Pattern form, String words, List<String> wrong) {
        String value = manifest.getValue(name);
        if (value == null || value.isBlank()) {
            wrong.add("its manifest has no " + name);
            return "";
        }
        if (!form.matcher(value.strip()).matches()) {
            wrong.add("its " + name + " '" + value.strip() + "' is not " + words);
            return "";
        }
        return value.strip();
    }

    private String requires(Attributes manifest, List<String> wrong) {
        String range = manifest.getValue("Plugin-Requires");
        if (range == null || range.isBlank()) {
            wrong.add("its manifest has no Plugin-Requires; write which SPI it works with, like "
                    + SpiRange.of(spiVersion));
            return "";
        }
        try {
            if (!versions.checkVersionConstraint(spiVersion, range.strip())) {
                wrong.add("it works with SPI " + range.strip() + ", and this server speaks SPI " + spiVersion);
            }
        } catch (RuntimeException unreadable) {
            wrong.add("its Plugin-Requires '" + range + "' is no version range");
        }
        return range.strip();
    }

    private static void services(ZipFile zip, List<String> wrong) throws IOException {
        boolean any = false;
        Set<String> packages = new TreeSet<>();
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            String inside = name.startsWith("classes/") ? name.substring("classes/".length()) : name;
            if (SharedPackages.holdsEntry(inside) && packages.add(inside.substring(0, inside.lastIndexOf('/')))) {
                wrong.add("it holds " + inside + ", which is the server's; leave the SPI and slf4j out of it");
            }
            if (DriverKind.ALL.stream()
                    .anyMatch(kind ->
                            inside.equals("META-INF/services/" + kind.service().getName()))) {
                any = true;
                strangers(zip, name, wrong);
            }
        }
        if (!any) {
            wrong.add("it brings no driver: META-INF/services names none of Weft's factories");
        }
    }

    /** Names of a service file that no plugin can bring: what looks for factories passes over them without a word. */
    private static void strangers(ZipFile zip, String file, List<String> wrong) throws IOException {
        ZipEntry entry = zip.getEntry(file);
        try (InputStream in = zip.getInputStream(entry)) {
            new String(in.readNBytes(1 << 16), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(name -> name.startsWith("java.")
                            || name.startsWith("javax.")
                            || SharedPackages.holdsEntry(name.replace('.', '/') + ".class"))
                    .forEach(name -> wrong.add(file + " names " + name + ", which is no class of the plugin's"));
        }
    }
}
