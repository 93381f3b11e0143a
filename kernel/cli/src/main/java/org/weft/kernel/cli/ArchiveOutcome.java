/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.weft.kernel.server.AdminConnection;

/** Waits until a running server has made up its mind about an archive that was put into its plugin folder. */
final class ArchiveOutcome {

    static final int PATIENCE_SECONDS = 120;

    /** How long an entry may take to start before it is told that it has not. */
    private static final int STARTING_SECONDS = 20;

    /** While one archive takes the place of another, both may be seen for a moment. */
    private static final int REFUSED_LOOKS = 4;

    private final Path data;
    private final Predicate<JsonObject> meant;
    private int refused;

    /**
     * @param meant whether a plugin that the server tells of is the one
     */
    ArchiveOutcome(Path data, Predicate<JsonObject> meant) {
        this.data = data;
        this.meant = meant;
    }

    /** How the server decided. */
    enum Decision {
        USED,
        REFUSED,
        /** It has not, in time. */
        OPEN,
        /** It does not run any more. */
        GONE
    }

    /**
     * The decision.
     *
     * @param words the state of the plugin, or why it is not used
     */
    record Outcome(Decision decision, String words) {}

    /** The archive of a name and version. */
    static Predicate<JsonObject> archive(Path file, String version) {
        return plugin -> plugin.get("file").getAsString().equals(String.valueOf(file.getFileName()))
                && plugin.get("version").getAsString().equals(version);
    }

    Outcome await() throws InterruptedException {
        for (int tries = 0; tries < PATIENCE_SECONDS * 2; tries++) {
            Thread.sleep(500);
            Optional<JsonObject> answer = AdminConnection.ask(data, "/plugins");
            if (answer.isEmpty()) {
                return new Outcome(Decision.GONE, "");
            }
            Optional<Outcome> outcome = outcome(answer.get(), tries < STARTING_SECONDS * 2);
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        return new Outcome(Decision.OPEN, "");
    }

    /** @param waits whether an entry that starts may take its time */
    private Optional<Outcome> outcome(JsonObject answer, boolean waits) {
        for (JsonElement each : answer.getAsJsonArray("plugins")) {
            JsonObject plugin = each.getAsJsonObject();
            if (!meant.test(plugin)) {
                continue;
            }
            String state = plugin.get("state").getAsString();
            refused = state.equals("FAILED") ? refused + 1 : 0;
            if (refused == REFUSED_LOOKS) {
                return Optional.of(
                        new Outcome(Decision.REFUSED, plugin.get("reason").getAsString()));
            }
            boolean starting = waits && state.equals("STARTED") && isAwaited(answer, plugin);
            if (!starting && (state.equals("SERVING") || state.equals("STARTED"))) {
                return Optional.of(new Outcome(Decision.USED, state));
            }
        }
        return Optional.empty();
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
