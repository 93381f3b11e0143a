/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.config.ParsedConfig;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.ServerSection;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.ConfiguredGroups;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import org.weft.kernel.server.TlsKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft check}. */
@Command(
        name = "check",
        description = {
            "Reads the configuration and reports every mistake in it, each as file:line:column: message.",
            "Options of drivers are checked as far as their plugins are there. Starts no server; directories are asked",
            "whether they know the groups that the file names."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Override
    public Integer call() throws StartFailure {
        LaunchOptions launch = common.launch();
        EffectiveConfig.Read read = EffectiveConfig.look(launch, System.getenv());
        List<Problem> problems = new ArrayList<>(read.loaded().problems());
        EffectiveConfig setup = problems.isEmpty()
                ? EffectiveConfig.read(launch, System.getenv())
                : EffectiveConfig.usual(launch, System.getenv());
        try (PluginHosting.Passing passing = PluginHosting.passing(setup)) {
            PluginHost plugins = passing.plugins();
            if (problems.isEmpty()) {
                announce(plugins, setup.config());
            } else {
                // The rest of the file may be right, and whoever mends it wants to know all.
                read.loaded().entries().forEach(entry -> announce(plugins, entry));
            }
            plugins.load();
            problems.addAll(plugins.problems());
            if (!problems.isEmpty()) {
                problems.sort(Problem.ORDER);
                throw EffectiveConfig.mistakes(problems.stream().distinct().toList());
            }
            new ConfiguredGroups(setup.config())
                    .check(plugins, spec.commandLine().getErr());
            TlsKeys.check(setup.config(), spec.commandLine().getErr(), Clock.systemUTC());
            warnOfNoUrl(setup.config().server());
            if (setup.config().directory().isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("note: there is no [[directory]], so people are found, and can be shared with, from"
                                + " their first sign-in on; a directory, of the same people, has all of them at"
                                + " once");
            }
            plugins.entries().stream()
                    .filter(entry -> !entry.kind().equals(DriverKind.SHARES.word())) // a site may well do without
                    .filter(entry -> plugins.plugins().stream()
                            .noneMatch(plugin -> plugin.drivers().contains(entry.kind() + ":" + entry.driver())))
                    .forEach(entry -> spec.commandLine()
                            .getErr()
                            .println("note: no plugin brings the " + entry.kind() + " driver '" + entry.driver()
                                    + "' of '" + entry.name() + "' yet, so its options are not checked"));
        }
        spec.commandLine().getOut().println(setup.source() + ": no mistakes");
        return 0;
    }

    private void warnOfNoUrl(ServerSection server) {
        if (server.externalUrl().isEmpty() && !server.http().isLoopback()) {
            spec.commandLine()
                    .getErr()
                    .println("warning: [server] http = \"" + server.http() + "\" is open to other machines and there is"
                            + " no external-url: links, and the addresses that clients sign in at, are written with"
                            + " whatever name a client calls this server by. Set external-url");
        }
    }

    private static void announce(PluginHost plugins, ServerConfig config) {
        config.storage()
                .forEach(entry -> plugins.entry(DriverKind.STORAGE, entry.name(), entry.driver(), entry.options()));
        config.auth().forEach(entry -> plugins.entry(DriverKind.AUTH, entry.name(), entry.driver(), entry.options()));
        config.directory()
                .forEach(entry -> plugins.entry(DriverKind.DIRECTORY, entry.name(), entry.driver(), entry.options()));
        config.sharePolicy()
                .forEach(entry -> plugins.entry(DriverKind.POLICY, entry.name(), entry.driver(), entry.options()));
        plugins.entry(
                DriverKind.SHARES,
                "shares",
                config.shares().driver(),
                config.shares().options());
        config.app().forEach(entry -> plugins.entry(DriverKind.APP, entry.name(), entry.driver(), entry.options()));
    }

    private static void announce(PluginHost plugins, ParsedConfig.Entry entry) {
        DriverKind<?> kind = switch (entry.section()) {
            case "storage" -> DriverKind.STORAGE;
            case "auth" -> DriverKind.AUTH;
            case "share-policy" -> DriverKind.POLICY;
            case "app" -> DriverKind.APP;
            case "shares" -> DriverKind.SHARES;
            default -> DriverKind.DIRECTORY;
        };
        plugins.entry(kind, entry.name(), entry.driver(), entry.options());
    }
}
