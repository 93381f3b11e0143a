/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins reload}. */
@Command(
        name = "reload",
        description = {
            "Makes the running server load a plugin anew although its file has not changed: its drivers are made and",
            "started again, and take over from those that serve. Also tries again what was refused."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsReloadCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "ID", description = "The Plugin-Id.")
    private String id = "";

    @Override
    public Integer call() throws StartFailure {
        LaunchOptions launch = common.launch();
        if (!id.matches("[a-z0-9.-]+")) {
            throw StartFailure.misconfigured("'" + id + "' is no Plugin-Id");
        }
        try (Stream<String> lines = AdminConnection.make(launch.data(), "/plugins/" + id + "/reload")
                .orElseThrow(() -> StartFailure.because(
                        "no server runs on " + launch.data() + ", so there is nothing to reload"))) {
            JsonObject answer = new Gson().fromJson(lines.collect(Collectors.joining()), JsonObject.class);
            PluginsCommand.Listing.plugins(spec.commandLine().getOut(), answer);
            for (JsonElement plugin : answer.getAsJsonArray("plugins")) {
                if (plugin.getAsJsonObject().get("state").getAsString().equals("FAILED")) {
                    return 1;
                }
            }
            return 0;
        }
    }
}
