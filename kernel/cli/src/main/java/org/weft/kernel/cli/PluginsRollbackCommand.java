/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.plugin.ArchiveInspection;
import org.weft.kernel.runtime.plugin.PluginStatus;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins rollback}. */
@Command(
        name = "rollback",
        description = {
            "Goes back to the version of a plugin that the last install or remove took out, and again to the one"
                    + " before",
            "that; where there is none, to the one that came with the server. The archive is checked as verify does.",
            "When a server runs, waits until it uses the plugin; when it refuses, everything stays as it was."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:done", " 1:nothing has changed; the lines say why", " 2:the command line is wrong"},
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsRollbackCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", description = "The Plugin-Id.")
    private String id = "";

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        if (!id.matches("[a-z0-9][a-z0-9.-]*")) {
            throw StartFailure.misconfigured("'" + id + "' is no Plugin-Id");
        }
        PrintWriter out = spec.commandLine().getOut();
        LaunchOptions launch = common.launch();
        EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
        ArchiveInspection.Report report;
        PluginArchives.Change change;
        try (PluginArchives archives = PluginArchives.open(config.plugins())) {
            List<Path> present = archives.present(id);
            String from = present.isEmpty() ? "none" : version(config, present.getFirst());
            Optional<PluginArchives.Kept> kept = archives.before(id);
            if (kept.isEmpty()) {
                return toShipped(out, config, archives, from);
            }
            report = PluginsVerifyCommand.report(out, config, kept.get().file());
            if (!report.wrong().isEmpty()) {
                throw StartFailure.because("nothing has changed: " + from + " stays");
            }
            change = archives.back(id, kept.get());
            out.println("rolled back: " + id + " " + from + " -> " + report.version() + " (" + change.target() + ")");
            change.withdrawn().ifPresent(file -> out.println("what was taken out lies in " + file));
        } catch (IOException failure) {
            throw StartFailure.because(
                    "the plugin folder " + config.plugins() + " can't be changed: " + failure.getMessage(), failure);
        }
        return PluginsInstallCommand.settle(out, launch.data(), config.plugins(), change, report);
    }

    private static String version(EffectiveConfig config, Path jar) throws StartFailure {
        try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
            return passing.inspection().of(jar).version();
        }
    }

    private int toShipped(PrintWriter out, EffectiveConfig config, PluginArchives archives, String from)
            throws StartFailure, IOException, InterruptedException {
        boolean isShipped;
        try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
            passing.plugins().load();
            isShipped = passing.plugins().plugins().stream()
                    .anyMatch(plugin -> plugin.id().equals(id)
                            && plugin.origin().equals("shipped")
                            && plugin.state() == PluginStatus.State.HIDDEN);
        }
        if (!isShipped || archives.present(id).isEmpty()) {
            throw StartFailure.because("no version before is kept of '" + id + "', and nothing has changed");
        }
        archives.toShipped(id);
        out.println("rolled back: " + id + " " + from + " -> the one that came with the server");
        Path data = config.data();
        if (AdminConnection.ask(data, "/plugins").isEmpty()) {
            out.println("No server runs on " + data + "; one will load it when it starts.");
            return 0;
        }
        ArchiveOutcome.Outcome outcome = new ArchiveOutcome(
                        data,
                        plugin -> plugin.get("id").getAsString().equals(id)
                                && plugin.get("origin").getAsString().equals("shipped"))
                .await();
        out.println(
                outcome.decision() == ArchiveOutcome.Decision.USED
                        ? "the server uses it: " + id + " is " + outcome.words()
                        : "the server does not use it yet; see weft plugins list");
        return outcome.decision() == ArchiveOutcome.Decision.USED ? 0 : 1;
    }
}
