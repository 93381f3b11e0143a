/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft brakes}. */
@Command(
        name = "brakes",
        description =
                "Tells whom the running server makes wait after too many failures or requests, and lets them go on.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BrakesCommand.Listing.class, BrakesCommand.Release.class},
        mixinStandardHelpOptions = true)
final class BrakesCommand extends CommandGroup {

    BrakesCommand() {
        super("list");
    }

    private static RunningServer server(CommonOptions common) {
        return new RunningServer(common.launch(), "so nobody is braked");
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
        public Integer call() throws StartFailure {
            JsonObject answer = server(common).ask("/brakes");
            PrintWriter out = common.out();
            if (answer.getAsJsonArray("braked").isEmpty()) {
                out.println("nobody is braked");
                return 0;
            }
            TextTable.of(answer.getAsJsonArray("braked"), List.of("brake", "who", "network", "count", "seconds"))
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
        public Integer call() throws StartFailure {
            int released = server(common)
                    .make("/brakes?who=" + RunningServer.query(who))
                    .get("released")
                    .getAsInt();
            common.out()
                    .println(
                            released == 0
                                    ? "nothing was counted of " + who
                                    : "released " + who + " from " + released + (released == 1 ? " brake" : " brakes"));
            return released == 0 ? 1 : 0;
        }
    }
}
