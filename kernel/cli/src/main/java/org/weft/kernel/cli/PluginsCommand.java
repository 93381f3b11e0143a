/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.PluginStatus;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft plugins}. */
@Command(
        name = "plugins",
        description = "Tells about plugins, puts them in and takes them out.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PluginsCommand.Listing.class,
            PluginsNewCommand.class,
            PluginsCatalogueCommand.class,
            PluginsVerifyCommand.class,
            PluginsInstallCommand.class,
            PluginsRemoveCommand.class,
            PluginsRollbackCommand.class,
            PluginsReloadCommand.class
        },
        mixinStandardHelpOptions = true)
final class PluginsCommand extends CommandGroup {

    PluginsCommand() {
        super("list");
    }

    /** {@code weft plugins list}. */
    @Command(
            name = "list",
            description = {
                "Lists plugins, and the entries of the configuration that they serve.",
                "Asks the server that runs on the data folder; when none runs, looks into the plugin folders."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws StartFailure {
            PrintWriter out = spec.commandLine().getOut();
            LaunchOptions launch = common.launch();
            Optional<JsonObject> answer = AdminConnection.ask(launch.data(), "/plugins");
            if (answer.isPresent()) {
                plugins(out, answer.get());
                out.println();
                TextTable.of(answer.get().getAsJsonArray("entries"), ENTRIES).print(out);
                return 0;
            }
            EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
            try (PluginHosting.Passing passing = PluginHosting.passing(config)) {
                PluginHost plugins = passing.plugins();
                plugins.load();
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("file", "id", "version", "spi", "origin", "state", "drivers", "reason"));
                plugins.plugins().forEach(plugin -> rows.add(row(plugin)));
                new TextTable(rows).print(out);
            }
            out.println();
            out.println("No server runs on " + launch.data() + "; this is what one would load.");
            return 0;
        }

        private static final List<String> ENTRIES =
                List.of("kind", "name", "driver", "state", "plugin", "calls", "reason");

        /** Prints the plugins of an answer of the admin endpoint. */
        static void plugins(PrintWriter out, JsonObject answer) {
            TextTable.of(
                            answer.getAsJsonArray("plugins"),
                            List.of(
                                    "file",
                                    "id",
                                    "version",
                                    "spi",
                                    "origin",
                                    "state",
                                    "drivers",
                                    "instances",
                                    "calls",
                                    "reason"))
                    .print(out);
        }

        private static List<String> row(PluginStatus plugin) {
            String state = plugin.state() == PluginStatus.State.STARTED
                    ? "USABLE"
                    : plugin.state().name();
            return List.of(
                    plugin.file(),
                    plugin.id(),
                    plugin.version(),
                    plugin.requires(),
                    plugin.origin(),
                    state,
                    String.join(" ", plugin.drivers()),
                    plugin.reason());
        }
    }
}
