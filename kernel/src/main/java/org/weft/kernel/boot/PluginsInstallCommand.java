/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.plugin.Inspection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weft plugins install}. */
@Command(
        name = "install",
        description = {
            "Checks an archive as verify does and puts it into the site's plugin folder in one step, in the place of"
                    + " an",
            "archive with the same Plugin-Id. When a server runs, waits until it uses the plugin, or says why not."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class PluginsInstallCommand implements Callable<Integer> {

    private static final int PATIENCE_SECONDS = 120;

    /** How long an entry may take to start before it is told that it has not. */
    private static final int STARTING_SECONDS = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "JAR", description = "The archive.")
    private @Nullable Path jar;

    @Override
    public Integer call() throws CannotStart, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Launch launch = common.launch();
        Setup setup = Setup.read(launch, System.getenv());
        Path source = PluginsVerifyCommand.required(jar);
        Inspection.Report report = PluginsVerifyCommand.report(out, setup, source);
        if (!report.wrong().isEmpty()) {
            throw CannotStart.because("nothing was installed");
        }
        Path target = setup.plugins().resolve(String.valueOf(source.getFileName()));
        put(setup, source, target, report.id());
        out.println("installed as " + target);
        if (AdminAccess.ask(launch.data(), "/plugins").isEmpty()) {
            out.println("No server runs on " + launch.data() + "; one will load it when it starts.");
            return 0;
        }
        return await(out, launch.data(), target, report);
    }

    private static void put(Setup setup, Path source, Path target, String id) throws CannotStart {
        Path building = setup.plugins().resolve(".new-" + UUID.randomUUID());
        try {
            Files.createDirectories(setup.plugins());
            try {
                Files.copy(source, building);
                Files.move(building, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(building);
            }
            // The new one is there before the old one goes, so that a running server swaps them.
            for (Path old : PluginsVerifyCommand.withId(setup, id)) {
                if (!old.equals(target)) {
                    Files.delete(old);
                }
            }
        } catch (IOException failure) {
            throw CannotStart.because("it can't be copied to " + target + ": " + failure.getMessage(), failure);
        }
    }

    /** Waits until the server has made up its mind. */
    private static int await(PrintWriter out, Path data, Path target, Inspection.Report report)
            throws InterruptedException {
        for (int tries = 0; tries < PATIENCE_SECONDS * 2; tries++) {
            Thread.sleep(500);
            Optional<JsonObject> answer = AdminAccess.ask(data, "/plugins");
            if (answer.isEmpty()) {
                out.println("The server is gone; the next one will load the plugin.");
                return 0;
            }
            boolean waits = tries < STARTING_SECONDS * 2;
            for (JsonElement each : answer.get().getAsJsonArray("plugins")) {
                JsonObject plugin = each.getAsJsonObject();
                String state = plugin.get("state").getAsString();
                boolean meant = plugin.get("file").getAsString().equals(String.valueOf(target.getFileName()))
                        && plugin.get("version").getAsString().equals(report.version());
                if (meant && state.equals("FAILED")) {
                    out.println("the server does not use it: "
                            + plugin.get("reason").getAsString());
                    return 1;
                }
                boolean starting = waits && state.equals("STARTED") && isAwaited(answer.get(), plugin);
                if (meant && !starting && (state.equals("SERVING") || state.equals("STARTED"))) {
                    out.println("the server uses it: " + report.id() + " " + report.version() + " is " + state);
                    return 0;
                }
            }
        }
        out.println("the server has not taken it up within " + PATIENCE_SECONDS + " s; see weft plugins list");
        return 1;
    }

    /** Whether an entry of the configuration wants a driver that the plugin brings, and is not served yet. */
    private static boolean isAwaited(JsonObject answer, JsonObject plugin) {
        Set<String> drivers = new HashSet<>();
        plugin.getAsJsonArray("drivers").forEach(driver -> drivers.add(driver.getAsString()));
        for (JsonElement each : answer.getAsJsonArray("entries")) {
            JsonObject entry = each.getAsJsonObject();
            String wanted =
                    entry.get("kind").getAsString() + ":" + entry.get("driver").getAsString();
            if (drivers.contains(wanted) && entry.get("state").getAsString().equals("WAITING")) {
                return true;
            }
        }
        return false;
    }
}
