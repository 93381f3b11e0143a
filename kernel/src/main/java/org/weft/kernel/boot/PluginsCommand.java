/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.plugin.PluginHost;
import org.weft.kernel.plugin.PluginStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code weft plugins}. */
@Command(
        name = "plugins",
        description = "Tells about plugins.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = PluginsCommand.Listing.class,
        mixinStandardHelpOptions = true)
final class PluginsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? Try: weft plugins list");
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
        public Integer call() throws CannotStart {
            PrintWriter out = spec.commandLine().getOut();
            Launch launch = common.launch();
            Optional<JsonObject> answer = AdminAccess.ask(launch.data(), "/plugins");
            if (answer.isPresent()) {
                show(
                        out,
                        answer.get().getAsJsonArray("plugins"),
                        "file",
                        "id",
                        "version",
                        "origin",
                        "state",
                        "drivers",
                        "reason");
                out.println();
                show(
                        out,
                        answer.get().getAsJsonArray("entries"),
                        "kind",
                        "name",
                        "driver",
                        "state",
                        "plugin",
                        "calls",
                        "reason");
                return 0;
            }
            Setup setup = Setup.read(launch, System.getenv());
            try (Hosting.Passing passing = Hosting.passing(setup)) {
                PluginHost plugins = passing.plugins();
                plugins.load();
                List<List<String>> rows = new ArrayList<>();
                rows.add(List.of("file", "id", "version", "origin", "state", "drivers", "reason"));
                plugins.plugins().forEach(plugin -> rows.add(row(plugin)));
                new Columns(rows).print(out);
            }
            out.println();
            out.println("No server runs on " + launch.data() + "; this is what one would load.");
            return 0;
        }

        private static List<String> row(PluginStatus plugin) {
            String state = plugin.state() == PluginStatus.State.STARTED
                    ? "USABLE"
                    : plugin.state().name();
            return List.of(
                    plugin.file(),
                    plugin.id(),
                    plugin.version(),
                    plugin.origin(),
                    state,
                    String.join(" ", plugin.drivers()),
                    plugin.reason());
        }

        private static void show(PrintWriter out, JsonArray array, String... columns) {
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of(columns));
            for (JsonElement element : array) {
                List<String> row = new ArrayList<>();
                for (String column : columns) {
                    row.add(cell(element.getAsJsonObject().get(column)));
                }
                rows.add(row);
            }
            new Columns(rows).print(out);
        }

        private static String cell(JsonElement value) {
            if (value == null) {
                return "";
            }
            if (value.isJsonArray()) {
                List<String> parts = new ArrayList<>();
                value.getAsJsonArray().forEach(part -> parts.add(part.getAsString()));
                return String.join(" ", parts);
            }
            return value.getAsString();
        }
    }
}
