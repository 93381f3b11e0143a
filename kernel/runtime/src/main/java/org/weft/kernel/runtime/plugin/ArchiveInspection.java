/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.weft.kernel.runtime.config.OptionsRecordCheck;

/**
 * Judges an archive for its author or operator: everything that a server would refuse it for, at once, and what would go
 * wrong later.
 */
public final class ArchiveInspection {

    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int FIRST_JAVA = 44;

    private final HostSettings settings;
    private final Libraries libraries = new Libraries(new SharedLoader(ArchiveInspection.class.getClassLoader()), 0);

    /**
     * @param settings of the server that would load it
     */
    public ArchiveInspection(HostSettings settings) {
        this.settings = settings;
    }

    /**
     * What is known of an archive.
     *
     * @param id its {@code Plugin-Id}; empty when there is none
     * @param version its {@code Plugin-Version}; empty when there is none
     * @param drivers what it brings, such as {@code storage:hello}
     * @param facts what else may be told of it
     * @param wrong why a server would not use it, or not all of it
     */
    public record Report(String id, String version, List<String> drivers, List<String> facts, List<String> wrong) {

        public Report {
            drivers = List.copyOf(drivers);
            facts = List.copyOf(facts);
            wrong = List.copyOf(wrong);
        }
    }

    /** The {@code Plugin-Id} of an archive; empty when it has none that could be read. */
    public static String idOf(Path jar) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            String id = Preflight.manifest(zip).getValue("Plugin-Id");
            return id == null ? "" : id.strip();
        } catch (IOException | PluginRefused unreadable) {
            return "";
        }
    }

    /** Looks at an archive; runs the constructors of its factories. */
    public Report of(Path jar) {
        Preflight preflight = new Preflight(settings.spiVersion(), settings.trust(), settings.work());
        Preflight.Examined examined = preflight.examine(jar);
        List<String> wrong = new ArrayList<>(examined.wrong());
        List<String> facts = new ArrayList<>();
        List<String> drivers = new ArrayList<>();
        examined.copy().ifPresent(copy -> {
            signature(jar, facts, wrong);
            facts.add(copy.libraries().size() + " nested libraries"
                    + (examined.identity().retained() ? ", which can't be unloaded" : ""));
            versions(copy, wrong);
            factories(
                    new PluginArchive(jar, PluginArchive.Origin.SITE, "", named(examined.identity()), copy),
                    drivers,
                    wrong);
        });
        return new Report(examined.identity().id(), examined.identity().version(), drivers, facts, wrong);
    }

    /** PF4J wants an id and a version even to look at the classes. */
    private PluginArchive.Identity named(PluginArchive.Identity found) {
        return new PluginArchive.Identity(
                found.id().isEmpty() ? "nameless" : found.id(),
                found.version().isEmpty() ? "0.0.0" : found.version(),
                settings.spiVersion(),
                false);
    }

    private void signature(Path jar, List<String> facts, List<String> wrong) {
        try {
            ArchiveSignature signature = ArchiveSignature.of(jar);
            facts.add(signature.signers().isEmpty() ? "not signed" : "signed by " + signature.words());
            if (settings.trust().signers().isPresent()
                    || !settings.trust().hashes().isEmpty()) {
                settings.trust().require(Preflight.hash(jar), () -> signature);
            }
        } catch (PluginRefused refusal) {
            wrong.add(refusal.reason());
        }
    }

    /** Classes for a newer Java than this one's. */
    private static void versions(PluginArchive.Copy copy, List<String> wrong) {
        List<Path> archives = new ArrayList<>(copy.libraries());
        archives.addFirst(ArchiveUnpacker.classes(copy.classes()));
        int newest = Runtime.version().feature() + FIRST_JAVA;
        for (Path archive : archives) {
            if (!archive.toString().endsWith(".jar")) {
                continue;
            }
            try (ZipFile zip = new ZipFile(archive.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    int version = entry.getName().endsWith(".class")
                                    && !entry.getName().startsWith("META-INF/versions/")
                            ? version(zip, entry)
                            : 0;
                    if (version > newest) {
                        wrong.add(entry.getName()
                                + (archive.equals(archives.getFirst()) ? "" : " in lib/" + archive.getFileName())
                                + " is compiled for Java " + (version - FIRST_JAVA)
                                + ", and this is Java " + Runtime.version().feature());
                        break;
                    }
                }
            } catch (IOException unreadable) {
                wrong.add(archive.getFileName() + " cannot be read: " + PluginRefused.describe(unreadable));
            }
        }
    }

    private static int version(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry);
                DataInputStream data = new DataInputStream(in)) {
            if (entry.getSize() < 8 || data.readInt() != 0xcafebabe) {
                return 0;
            }
            data.readUnsignedShort();
            return data.readUnsignedShort();
        }
    }

    private void factories(PluginArchive archive, List<String> drivers, List<String> wrong) {
        Pf4jContainer classes;
        try {
            classes = Pf4jContainer.load(archive, settings.spiVersion(), libraries, Optional.empty());
        } catch (PluginRefused refusal) {
            wrong.add(refusal.reason());
            return;
        }
        try {
            TimeLimitedCall call = new TimeLimitedCall(classes.loader(), STEP);
            Factories factories = call.run("load", () -> Factories.of(classes.loader()));
            wrong.addAll(factories.complaints());
            Set<String> seen = new HashSet<>();
            for (Factories.Brought brought : factories.found()) {
                seen.add(brought.words());
                options(call, brought, wrong);
            }
            drivers.addAll(seen.stream().sorted().toList());
        } catch (TimeLimitedCall.Hung hung) {
            wrong.add("its factories cannot be made: " + hung.text());
        } catch (TimeLimitedCall.Failed failure) {
            wrong.add("its factories cannot be made: " + PluginRefused.describe(failure.reason()));
        } finally {
            classes.unload();
        }
    }

    /** Whether the options can be read from a configuration at all. */
    private static void options(TimeLimitedCall call, Factories.Brought brought, List<String> wrong)
            throws TimeLimitedCall.Hung {
        String unusable = "the options of " + brought.words() + " cannot be read from a configuration: ";
        try {
            call.run(
                            "options",
                            () -> OptionsRecordCheck.problems(brought.factory().configType()))
                    .forEach(problem -> wrong.add(unusable + problem));
        } catch (TimeLimitedCall.Failed failure) {
            wrong.add(unusable + PluginRefused.describe(failure.reason()));
        }
    }
}
