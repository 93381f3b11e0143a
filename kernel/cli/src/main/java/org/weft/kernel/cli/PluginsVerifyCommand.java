/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.plugin.ArchiveInspection;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.PluginStatus;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins verify}. */
@Command(
        name = "verify",
        description = {
            "Says all that a server would refuse an archive for, and who signed it. Needs no running server.",
            "Checks the manifest, the SPI range, the services and their classes, the options of the drivers, smuggled",
            "packages, the version of the class files, ids that other plugins of the site have, and the signature.",
            "Runs the constructors of the factories inside."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:a server would use it", " 1:it would not; the lines say why", " 2:the command line is wrong"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "JAR", description = "The archive.")
    private @Nullable Path jar;

    @Override
    public Integer call() throws StartFailure {
        EffectiveConfig config = EffectiveConfig.read(common.launch(), System.getenv());
        return report(spec.commandLine().getOut(), config, required(jar))
                        .wrong()
                        .isEmpty()
                ? 0
                : 1;
    }

    static Path required(@Nullable Path jar) throws StartFailure {
        if (jar == null || !Files.isRegularFile(jar)) {
            throw StartFailure.misconfigured("there is no file " + jar);
        }
        return jar.toAbsolutePath().normalize();
    }

    /** Inspects an archive and prints what there is to say. */
    static ArchiveInspection.Report report(PrintWriter out, EffectiveConfig config, Path jar) throws StartFailure {
        try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
            ArchiveInspection.Report found = passing.inspection().of(jar);
            List<String> notes = new ArrayList<>();
            List<String> wrong = new ArrayList<>(found.wrong());
            passing.plugins().load();
            beside(found, jar, passing.plugins(), notes, wrong);
            out.println(
                    jar.getFileName() + ": " + (found.id().isEmpty() ? "no plugin" : found.id() + " " + found.version())
                            + (found.drivers().isEmpty() ? "" : ", brings " + String.join(" ", found.drivers())));
            found.facts().forEach(fact -> out.println("  " + fact));
            notes.forEach(note -> out.println("note: " + note));
            wrong.forEach(each -> out.println("error: " + each));
            out.println(wrong.isEmpty() ? "a server would use it" : "a server would not use it as it is");
            out.flush();
            return new ArchiveInspection.Report(found.id(), found.version(), found.drivers(), found.facts(), wrong);
        }
    }

    /** What the site's other plugins have to do with it. */
    private static void beside(
            ArchiveInspection.Report found, Path jar, PluginHost plugins, List<String> notes, List<String> wrong) {
        for (PluginStatus other : plugins.plugins()) {
            if (other.id().equals(found.id())) {
                if (!other.id().isEmpty() && !same(other, jar)) {
                    notes.add("it takes the place of " + other.id() + " " + other.version() + " (" + other.file() + ", "
                            + other.origin() + ")");
                }
                continue;
            }
            for (String driver : other.drivers()) {
                if (found.drivers().contains(driver)) {
                    wrong.add("it brings " + driver + ", which " + other.id() + " " + other.version() + " ("
                            + other.file() + ") brings already");
                }
            }
        }
    }

    private static boolean same(PluginStatus other, Path jar) {
        return other.origin().equals("site") && other.file().equals(String.valueOf(jar.getFileName()));
    }

    /** The plugin ids of the archives in a folder, by file. */
    static List<Path> withId(EffectiveConfig config, String id) throws StartFailure {
        List<Path> found = new ArrayList<>();
        try (var files = Files.newDirectoryStream(config.plugins(), "*.{jar,zip}")) {
            for (Path file : files) {
                if (ArchiveInspection.idOf(file).equals(id)) {
                    found.add(file);
                }
            }
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException unreadable) {
            throw StartFailure.because(
                    "the plugin folder " + config.plugins() + " can't be read: " + unreadable.getMessage());
        }
        return found;
    }
}
