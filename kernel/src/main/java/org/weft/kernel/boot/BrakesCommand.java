/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft brakes}. */
@Command(
        name = "brakes",
        description =
                "Tells whom the running server makes wait after too many failures or requests, and lets them go on.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BrakesCommand.Listing.class, BrakesCommand.Release.class},
        mixinStandardHelpOptions = true)
final class BrakesCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "which command? Try: weft brakes list");
    }

    private static CannotStart nobody(Launch launch) {
        return CannotStart.because("no server runs on " + launch.data() + ", so nobody is braked");
    }

    /** {@code weft brakes list}. */
    @Command(
            name = "list",
            description = {
                "Lists who has to wait now: what is counted, who was tried, from which network, how often, and for how"
                        + " many",
                "seconds yet. Of those that wait at other nodes of the site the server does not know."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Override
        public Integer call() throws CannotStart {
            Launch launch = common.launch();
            JsonObject answer = AdminAccess.ask(launch.data(), "/brakes").orElseThrow(() -> nobody(launch));
            PrintWriter out = common.out();
            if (answer.getAsJsonArray("braked").isEmpty()) {
                out.println("nobody is braked");
                return 0;
            }
            Columns.of(answer.getAsJsonArray("braked"), List.of("brake", "who", "network", "count", "seconds"))
                    .print(out);
            return 0;
        }
    }

    /** {@code weft brakes release}. */
    @Command(
            name = "release",
            description = "Forgets what was counted of an account, an address, or whatever `weft brakes list` shows.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:somebody was released", " 1:nothing was counted of this name"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "WHO", description = "A login name, an address or a network.")
        private String who = "";

        @Override
        public Integer call() throws CannotStart {
            Launch launch = common.launch();
            String path = "/brakes?who=" + URLEncoder.encode(who, StandardCharsets.UTF_8);
            try (Stream<String> lines = AdminAccess.make(launch.data(), path).orElseThrow(() -> nobody(launch))) {
                JsonObject answer = new Gson().fromJson(lines.collect(Collectors.joining()), JsonObject.class);
                int released = answer.get("released").getAsInt();
                common.out()
                        .println(
                                released == 0
                                        ? "nothing was counted of " + who
                                        : "released " + who + " from " + released
                                                + (released == 1 ? " brake" : " brakes"));
                return released == 0 ? 1 : 0;
            }
        }
    }
}
