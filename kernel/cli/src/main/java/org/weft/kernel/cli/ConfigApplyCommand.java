/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weft config apply}. */
@Command(
        name = "apply",
        description = {
            "Makes the running server read its configuration again: entries whose options differ get drivers made"
                    + " anew,",
            "which take over once they have started; calls under way finish in the old ones. A driver that does not"
                    + " start",
            "leaves the old one serving. What can't change while the server runs is named."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all that differs holds now",
            " 1:something was refused, waits, or needs a restart; the lines say what",
            " 2:the command line is wrong"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ConfigApplyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(names = "--dry-run", description = "Says what would become of it, and changes nothing.")
    private boolean dry;

    @Override
    public Integer call() throws StartFailure {
        PrintWriter out = spec.commandLine().getOut();
        JsonObject answer = new RunningServer(common.launch(), "so there is nothing to apply it to")
                .make("/config/apply" + (dry ? "?dry-run" : ""));
        boolean all = true;
        for (JsonElement each : answer.getAsJsonArray("lines")) {
            JsonObject line = each.getAsJsonObject();
            String outcome = line.get("outcome").getAsString();
            String reason = line.get("reason").getAsString();
            all = all && (outcome.equals("changed") || outcome.equals("would-change"));
            out.println(outcome + "  " + line.get("what").getAsString() + (reason.isEmpty() ? "" : ": " + reason));
        }
        if (answer.getAsJsonArray("lines").isEmpty()) {
            out.println("nothing differs from what the server runs with");
        }
        return all ? 0 : 1;
    }
}
