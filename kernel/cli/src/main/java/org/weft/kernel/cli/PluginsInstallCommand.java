/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.plugin.ArchiveInspection;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins install}. */
@Command(
        name = "install",
        description = {
            "Checks an archive as verify does and puts it into the site's plugin folder in one step, in the place of"
                    + " an",
            "archive with the same Plugin-Id, which is kept (weft plugins rollback). When a server runs, waits until"
                    + " it",
            "uses the plugin; what it refuses is taken out again, and the version before goes on serving."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsInstallCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "JAR", description = "The archive.")
    private @Nullable Path jar;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        LaunchOptions launch = common.launch();
        EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
        Path source = PluginsVerifyCommand.required(jar);
        ArchiveInspection.Report report = PluginsVerifyCommand.report(out, config, source);
        if (!report.wrong().isEmpty()) {
            throw StartFailure.because("nothing was installed");
        }
        PluginArchives.Change change = put(config, source, report.id());
        out.println("installed as " + change.target());
        change.before()
                .ifPresent(kept -> out.println(
                        "the version before is kept; weft plugins rollback " + report.id() + " goes back to it"));
        return settle(out, launch.data(), config.plugins(), change, report);
    }

    private static PluginArchives.Change put(EffectiveConfig config, Path source, String id) throws StartFailure {
        try (PluginArchives archives = PluginArchives.open(config.plugins())) {
            return archives.put(source, id);
        } catch (IOException failure) {
            throw StartFailure.because(
                    "it can't be put into " + config.plugins() + ", and nothing has changed: " + failure.getMessage(),
                    failure);
        }
    }

    /** Waits for the server that may run; what it refuses gives way to what lay there before. */
    static int settle(
            PrintWriter out, Path data, Path plugins, PluginArchives.Change change, ArchiveInspection.Report report)
            throws StartFailure, InterruptedException {
        if (AdminConnection.ask(data, "/plugins").isEmpty()) {
            out.println("No server runs on " + data + "; one will load it when it starts.");
            return 0;
        }
        ArchiveOutcome.Outcome outcome =
                new ArchiveOutcome(data, ArchiveOutcome.archive(change.target(), report.version())).await();
        switch (outcome.decision()) {
            case USED ->
                out.println("the server uses it: " + report.id() + " " + report.version() + " is " + outcome.words());
            case GONE -> out.println("The server is gone; the next one will load the plugin.");
            case OPEN ->
                out.println("the server has not taken it up within " + ArchiveOutcome.PATIENCE_SECONDS
                        + " s; see weft plugins list");
            case REFUSED -> {
                out.println("the server does not use it: " + outcome.words());
                undo(plugins, change)
                        .ifPresent(
                                file -> out.println("so it was taken out again, and " + file + " is there as before"));
            }
        }
        return outcome.decision() == ArchiveOutcome.Decision.USED || outcome.decision() == ArchiveOutcome.Decision.GONE
                ? 0
                : 1;
    }

    private static Optional<Path> undo(Path plugins, PluginArchives.Change change) throws StartFailure {
        try (PluginArchives archives = PluginArchives.open(plugins)) {
            return archives.undo(change);
        } catch (IOException failure) {
            throw StartFailure.because(
                    change.target() + " is not used and can't be taken out again: " + failure.getMessage(), failure);
        }
    }
}
