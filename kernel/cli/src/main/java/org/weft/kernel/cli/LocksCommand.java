/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonArray;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code weft locks}. */
@Command(
        name = "locks",
        description = "Tells what is locked at the running server, by whom and for how long yet, and releases it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LocksCommand.Listing.class, LocksCommand.Release.class},
        mixinStandardHelpOptions = true)
final class LocksCommand extends CommandGroup {

    LocksCommand() {
        super("list");
    }

    private static RunningServer server(CommonOptions common) {
        return new RunningServer(common.launch(), "and only one that runs tells of locks");
    }

    /** {@code weft locks list}. */
    @Command(
            name = "list",
            description = {
                "Lists the locks that hold now, the oldest first: what is locked, who holds it, whether others may"
                        + " lock it",
                "too (shared) or not (exclusive), its age and what it has yet, in seconds, and its token.",
                "Locks that a storage keeps by itself are not among them."
            },
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Listing implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(
                paramLabel = "PLACE",
                arity = "0..1",
                description = {
                    "Only those of a storage (its name), of a space (storage$space, as ids begin), or of all below a",
                    "path as this list shows it (NAME:/path)."
                })
        private String place = "";

        @Override
        public Integer call() throws StartFailure {
            JsonArray locks = server(common)
                    .ask("/locks?at=" + RunningServer.query(place))
                    .getAsJsonArray("locks");
            PrintWriter out = common.out();
            if (locks.isEmpty()) {
                out.println(place.isEmpty() ? "nothing is locked" : "nothing is locked in " + place);
                return 0;
            }
            TextTable.of(locks, List.of("place", "holder", "kind", "age", "rest", "token"))
                    .print(out);
            return 0;
        }
    }

    /** {@code weft locks release}. */
    @Command(
            name = "release",
            description = {
                "Ends a lock by its token, or all locks of one thing by its place, whoever holds them.",
                "Who held it learns that with the next change, which is refused."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {" 0:something was released", " 1:there is no such lock"},
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {

        @Mixin
        private CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "LOCK", description = "A token or a place, as `weft locks list` shows it.")
        private String lock = "";

        @Override
        public Integer call() throws StartFailure {
            int released = server(common)
                    .make("/locks?release=" + RunningServer.query(lock))
                    .get("released")
                    .getAsInt();
            common.out()
                    .println(
                            released == 0
                                    ? "nothing is locked by or at " + lock
                                    : "released " + released + (released == 1 ? " lock" : " locks"));
            return released == 0 ? 1 : 0;
        }
    }
}
