/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
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
    private final Trust trust;
    private final Unpacking unpacking;
    private final VersionManager versions = new DefaultVersionManager();

    /**
     * @param spiVersion the contract that this server speaks
     * @param trust which of the site's archives may be loaded
     * @param work where copies go
     */
    Preflight(String spiVersion, Trust trust, Path work) {
        this.spiVersion = spiVersion;
        this.trust = trust;
        this.unpacking = new Unpacking(work);
    }

    Archive check(Path source, Archive.Origin origin) throws Refused {
        String hash = origin == Archive.Origin.SHIPPED ? identity(source) : hash(source);
        if (origin == Archive.Origin.SITE
                && !trust.hashes().isEmpty()
                && !trust.hashes().contains(hash)) {
            throw new Refused("its SHA-256 " + hash + " is not listed under [plugins] trust");
        }
        try (ZipFile zip = new ZipFile(source.toFile())) {
            Attributes manifest = manifest(zip);
            String id = attribute(manifest, "Plugin-Id", ID, "lower-case letters, digits, dots and dashes");
            String version = attribute(manifest, "Plugin-Version", VERSION, "a version like 1.2.3");
            String requires = requires(manifest);
            String dependencies = manifest.getValue("Plugin-Dependencies");
            if (dependencies != null && !dependencies.isBlank()) {
                throw new Refused("it asks for other plugins (" + dependencies.strip()
                        + "), which is not supported; nest the libraries it needs under lib/");
            }
            requireServices(zip);
            boolean retained = "retained".equals(manifest.getValue("Weft-Libraries"));
            Archive.Identity identity = new Archive.Identity(id, version, requires, retained);
            return new Archive(source, origin, hash, identity, unpacking.unpack(zip, hash));
        } catch (ZipException broken) {
            throw new Refused("it is no readable archive (damaged, or not copied to the end)", broken);
        } catch (IOException unreadable) {
            throw new Refused("it cannot be read: " + Refused.describe(unreadable), unreadable);
        }
    }

    /**
     * What stands for the hash of a shipped archive, which nobody overwrites: a start should not have to read them all.
     * The change time tells a file from one that was put in its place, even where a build gives both the same times.
     */
    private static String identity(Path source) throws Refused {
        try {
            Map<String, Object> seen = Files.readAttributes(source, "unix:ino,ctime,lastModifiedTime,size");
            String words = source + "\n" + new TreeMap<>(seen);
            return HexFormat.of().formatHex(sha256().digest(words.getBytes(StandardCharsets.UTF_8)));
        } catch (UnsupportedOperationException otherSystem) {
            return hash(source);
        } catch (IOException unreadable) {
            throw new Refused("it cannot be read: " + Refused.describe(unreadable), unreadable);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String hash(Path source) throws Refused {
        try (InputStream in = Files.newInputStream(source)) {
            long size = Files.size(source);
            if (size == 0) {
                throw new Refused("it is empty");
            }
            if (size > LARGEST) {
                throw new Refused("it is larger than 512 MiB");
            }
            MessageDigest digest = sha256();
            byte[] buffer = new byte[64 * 1024];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new Refused("it cannot be read: " + Refused.describe(unreadable), unreadable);
        }
    }

    private static Attributes manifest(ZipFile zip) throws IOException, Refused {
        if (zip.size() > MOST_ENTRIES) {
            throw new Refused("it holds more than " + MOST_ENTRIES + " entries");
        }
        for (String place : List.of("META-INF/MANIFEST.MF", "classes/META-INF/MANIFEST.MF")) {
            ZipEntry entry = zip.getEntry(place);
            if (entry == null) {
                continue;
            }
            if (entry.getSize() > 1 << 20) {
                throw new Refused("its manifest is larger than 1 MiB");
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return new Manifest(in).getMainAttributes();
            }
        }
        throw new Refused("it has no META-INF/MANIFEST.MF with Plugin-Id, Plugin-Version and Plugin-Requires");
    }

    private static String attribute(Attributes manifest, String name, Pattern form, String words) throws Refused {
        String value = manifest.getValue(name);
        if (value == null || value.isBlank()) {
            throw new Refused("its manifest has no " + name);
        }
        if (!form.matcher(value.strip()).matches()) {
            throw new Refused("its " + name + " '" + value.strip() + "' is not " + words);
        }
        return value.strip();
    }

    private String requires(Attributes manifest) throws Refused {
        String range = manifest.getValue("Plugin-Requires");
        if (range == null || range.isBlank()) {
            throw new Refused("its manifest has no Plugin-Requires; write which SPI it works with, like >=" + spiVersion
                    + " & <1.0.0");
        }
        if (!fits(range.strip())) {
            throw new Refused("it works with SPI " + range.strip() + ", and this server speaks SPI " + spiVersion);
        }
        return range.strip();
    }

    private boolean fits(String range) throws Refused {
        try {
            return versions.checkVersionConstraint(spiVersion, range);
        } catch (RuntimeException unreadable) {
            throw new Refused("its Plugin-Requires '" + range + "' is no version range", unreadable);
        }
    }

    private static void requireServices(ZipFile zip) throws Refused {
        boolean any = false;
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            String inside = name.startsWith("classes/") ? name.substring("classes/".length()) : name;
            @Nullable String shared = SharedPackages.holdsEntry(inside) ? inside : null;
            if (shared != null) {
                throw new Refused("it holds " + shared + ", which is the server's; leave the SPI and slf4j out of it");
            }
            any |= Kind.ALL.stream()
                    .anyMatch(kind ->
                            inside.equals("META-INF/services/" + kind.service().getName()));
        }
        if (!any) {
            throw new Refused("it brings no driver: META-INF/services names none of Weft's factories");
        }
    }
}
