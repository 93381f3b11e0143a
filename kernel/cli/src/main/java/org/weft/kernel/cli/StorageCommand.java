/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.weft.kernel.runtime.config.StorageSection;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.UpkeepRun.Work;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft storage}. */
@Command(
        name = "storage",
        description = {
            "Tells about storages, checks them and puts them right.",
            "Asks the server that runs on the data folder; when none runs, starts the one storage by itself."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            StorageCommand.Listing.class,
            StorageCommand.Check.class,
            StorageCommand.Rebuild.class,
            StorageCommand.Tidy.class,
            StorageProbeCommand.class
        },
        mixinStandardHelpOptions = true)
final class StorageCommand extends CommandGroup {

    StorageCommand() {
        super("list");
    }

    /** The storage that is worked on. */
    static final class One {

        @Spec(Spec.Target.MIXEE)
        private CommandSpec command = CommandSpec.create();

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "NAME", description = "The name of the [[storage]] entry.")
        private String name = "";

        /** Does the work, and prints what is found; how much that is. */
        long run(Work work) throws StartFailure {
            return errand().run(work);
        }

        StorageMaintenance errand() {
            return new StorageMaintenance(out(), command.commandLine().getErr(), common.launch(), name);
        }

        PrintWriter out() {
            return command.commandLine().getOut();
        }
    }

    /** {@code weft storage list}. */
    @Command(
            name = "list",
            description = "Lists the storages of the configuration, and how they are when a server runs.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws StartFailure {
            LaunchOptions launch = common.launch();
            EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
            Optional<JsonObject> answer = AdminConnection.ask(launch.data(), "/plugins");
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("name", "driver", "mount", "state", "calls", "reason"));
            for (StorageSection storage : config.config().storage()) {
                Optional<JsonObject> entry = answer.flatMap(all -> entry(all, storage.name()));
                rows.add(List.of(
                        storage.name(),
                        storage.driver(),
                        storage.mount(),
                        entry.map(found -> found.get("state").getAsString()).orElse(""),
                        entry.map(found -> found.get("calls").getAsString()).orElse(""),
                        entry.map(found -> found.get("reason").getAsString()).orElse("")));
            }
            new TextTable(rows).print(common.out());
            if (answer.isEmpty()) {
                common.out().println();
                common.out().println("No server runs on " + launch.data() + ".");
            }
            return 0;
        }

        private static Optional<JsonObject> entry(JsonObject all, String name) {
            for (JsonElement each : all.getAsJsonArray("entries")) {
                JsonObject entry = each.getAsJsonObject();
                if (entry.get("kind").getAsString().equals(DriverKind.STORAGE.word())
                        && entry.get("name").getAsString().equals(name)) {
                    return Optional.of(entry);
                }
            }
            return Optional.empty();
        }
    }

    /** {@code weft storage check}. */
    @Command(
            name = "check",
            description = {
                "Compares all that a storage keeps, and prints a line for each thing that is not as it should be.",
                "Changes nothing."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:all is as it should be", " 1:something was found", " 2:the storage can't be checked"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {

        @Mixin
        private One storage = new One();

        @Override
        public Integer call() throws StartFailure {
            return storage.run(Work.CHECK) == 0 ? 0 : 1;
        }
    }

    /** {@code weft storage rebuild}. */
    @Command(
            name = "rebuild",
            description = {
                "Makes what the driver keeps for itself anew from what the storage holds, and prints a line for each"
                        + " thing",
                "that was put right. Ids stay wherever the storage still tells them."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:done", " 2:it can't be done"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Rebuild implements Callable<Integer> {

        @Mixin
        private One storage = new One();

        @Override
        public Integer call() throws StartFailure {
            storage.run(Work.REBUILD);
            return 0;
        }
    }

    /** {@code weft storage tidy}. */
    @Command(
            name = "tidy",
            description = {
                "Takes in what other programs changed, and takes away what nothing refers to any more. Prints a line"
                        + " for",
                "each thing."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:done", " 2:it can't be done"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Tidy implements Callable<Integer> {

        @Mixin
        private One storage = new One();

        @Override
        public Integer call() throws StartFailure {
            storage.run(Work.TIDY);
            return 0;
        }
    }
}
