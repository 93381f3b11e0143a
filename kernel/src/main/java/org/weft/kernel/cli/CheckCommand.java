/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.config.Loaded;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.config.ServerSection;
import org.weft.kernel.runtime.plugin.Kind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.CannotStart;
import org.weft.kernel.server.Hosting;
import org.weft.kernel.server.Launch;
import org.weft.kernel.server.NamedGroups;
import org.weft.kernel.server.Setup;
import org.weft.kernel.server.Tls;
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
    public Integer call() throws CannotStart {
        Launch launch = common.launch();
        Setup.Read read = Setup.look(launch, System.getenv());
        List<Problem> problems = new ArrayList<>(read.loaded().problems());
        Setup setup = problems.isEmpty() ? Setup.read(launch, System.getenv()) : Setup.usual(launch, System.getenv());
        try (Hosting.Passing passing = Hosting.passing(setup)) {
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
                throw Setup.mistakes(problems.stream().distinct().toList());
            }
            new NamedGroups(setup.config()).check(plugins, spec.commandLine().getErr());
            Tls.check(setup.config(), spec.commandLine().getErr(), Clock.systemUTC());
            warnOfNoUrl(setup.config().server());
            if (setup.config().directory().isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("note: there is no [[directory]], so people are found, and can be shared with, from"
                                + " their first sign-in on; a directory, of the same people, has all of them at"
                                + " once");
            }
            plugins.entries().stream()
                    .filter(entry -> !entry.kind().equals(Kind.SHARES.word())) // a site may well do without
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
        config.storage().forEach(entry -> plugins.entry(Kind.STORAGE, entry.name(), entry.driver(), entry.options()));
        config.auth().forEach(entry -> plugins.entry(Kind.AUTH, entry.name(), entry.driver(), entry.options()));
        config.directory()
                .forEach(entry -> plugins.entry(Kind.DIRECTORY, entry.name(), entry.driver(), entry.options()));
        config.sharePolicy()
                .forEach(entry -> plugins.entry(Kind.POLICY, entry.name(), entry.driver(), entry.options()));
        plugins.entry(
                Kind.SHARES, "shares", config.shares().driver(), config.shares().options());
        config.app().forEach(entry -> plugins.entry(Kind.APP, entry.name(), entry.driver(), entry.options()));
    }

    private static void announce(PluginHost plugins, Loaded.Entry entry) {
        Kind<?> kind = switch (entry.section()) {
            case "storage" -> Kind.STORAGE;
            case "auth" -> Kind.AUTH;
            case "share-policy" -> Kind.POLICY;
            case "app" -> Kind.APP;
            case "shares" -> Kind.SHARES;
            default -> Kind.DIRECTORY;
        };
        plugins.entry(kind, entry.name(), entry.driver(), entry.options());
    }
}
