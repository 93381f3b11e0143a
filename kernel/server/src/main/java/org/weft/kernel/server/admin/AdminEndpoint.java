/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.Brakes;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.runtime.plugin.EntryStatus;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.PluginStatus;
import org.weft.kernel.runtime.plugin.UpkeepRun;
import org.weft.kernel.runtime.probe.ProbeSize;
import org.weft.kernel.storage.locks.HeldLocks;
import org.weft.spi.WeftException.Unavailable;

/** What operators ask: health, metrics, plugins, storages, brakes, locks. The guard says who may. */
public final class AdminEndpoint {

    /** How often who waits is told that work goes on; also how soon it is noticed that nobody waits any more. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private final PluginHost plugins;
    private final Brakes brakes;
    private final HeldLocks locks;
    private final Metrics metrics;
    private final Readiness readiness;
    private final Reconfigure reconfigure;
    private final AdminGuard guard;

    public AdminEndpoint(
            PluginHost plugins,
            Brakes brakes,
            HeldLocks locks,
            Metrics metrics,
            Readiness readiness,
            Reconfigure reconfigure,
            AdminGuard guard) {
        this.plugins = plugins;
        this.brakes = brakes;
        this.locks = locks;
        this.metrics = metrics;
        this.readiness = readiness;
        this.reconfigure = reconfigure;
        this.guard = guard;
    }

    public Router router() {
        return new Router()
                .at(
                        "/healthz",
                        EndpointAccess.OWN,
                        exchange -> exchange.send("text/plain; charset=utf-8", bytes("up\n")))
                .at("/readyz", EndpointAccess.OWN, this::ready)
                .at("/metrics", EndpointAccess.OWN, this::metrics)
                .at("/plugins", Set.of("GET"), EndpointAccess.OWN, this::plugins)
                .at("/plugins", Set.of("POST"), EndpointAccess.OWN, this::reload)
                .at("/brakes", Set.of("GET"), EndpointAccess.OWN, this::braked)
                .at("/brakes", Set.of("POST"), EndpointAccess.OWN, this::release)
                .at("/locks", Set.of("GET"), EndpointAccess.OWN, this::locked)
                .at("/locks", Set.of("POST"), EndpointAccess.OWN, this::unlock)
                .at("/config", Set.of("POST"), EndpointAccess.OWN, this::reconfigure)
                .at("/storage", Set.of("POST"), EndpointAccess.OWN, this::upkeep);
    }

    private void ready(HttpExchange exchange) throws IOException {
        guard.requireEverywhere(exchange);
        exchange.status(readiness.isReady() ? 200 : 503).send("text/plain; charset=utf-8", bytes(readiness.text()));
    }

    private void metrics(HttpExchange exchange) throws IOException {
        guard.requireEverywhere(exchange);
        plugins.measure();
        exchange.send(Metrics.MEDIA_TYPE, bytes(metrics.text()));
    }

    private void plugins(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        JsonObject answer = new JsonObject();
        JsonArray listed = new JsonArray();
        plugins.plugins().forEach(plugin -> listed.add(json(plugin)));
        answer.add("plugins", listed);
        JsonArray entries = new JsonArray();
        plugins.entries().forEach(entry -> entries.add(json(entry)));
        answer.add("entries", entries);
        exchange.send("application/json", bytes(answer.toString()));
    }

    /** {@code POST /plugins/ID/reload}. */
    private void reload(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        String[] words = exchange.below().split("/", -1);
        if (words.length != 3 || !words[2].equals("reload")) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        JsonArray listed = new JsonArray();
        plugins.reload(words[1]).forEach(plugin -> listed.add(json(plugin)));
        JsonObject answer = new JsonObject();
        answer.add("plugins", listed);
        exchange.send("application/json", bytes(answer.toString()));
    }

    /** {@code POST /config/apply}, and {@code ?dry-run}. */
    private void reconfigure(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        if (!exchange.below().equals("/apply")) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        JsonArray lines = new JsonArray();
        for (Reconfigure.Line line :
                reconfigure.apply(exchange.parameter("dry-run").isPresent())) {
            JsonObject json = new JsonObject();
            json.addProperty("what", line.what());
            json.addProperty("outcome", line.outcome());
            json.addProperty("reason", line.reason());
            lines.add(json);
        }
        JsonObject answer = new JsonObject();
        answer.add("lines", lines);
        exchange.send("application/json", bytes(answer.toString()));
    }

    private void braked(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        JsonArray listed = new JsonArray();
        brakes.braked().forEach(each -> listed.add(json(each)));
        JsonObject answer = new JsonObject();
        answer.add("braked", listed);
        JsonArray counted = new JsonArray();
        brakes.counts().forEach(counted::add);
        answer.add("counted", counted);
        exchange.send("application/json", bytes(answer.toString()));
    }

    /** {@code POST /brakes?who=NAME}. */
    private void release(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        String who = exchange.parameter("who").orElseThrow(() -> new HttpFailure(400, "say who is to be released"));
        JsonObject answer = new JsonObject();
        answer.addProperty("released", brakes.release(who));
        exchange.send("application/json", bytes(answer.toString()));
    }

    /** {@code GET /locks?at=PLACE}. */
    private void locked(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        JsonArray listed = new JsonArray();
        locks.list(exchange.parameter("at").orElse("")).forEach(each -> listed.add(json(each)));
        JsonObject answer = new JsonObject();
        answer.add("locks", listed);
        exchange.send("application/json", bytes(answer.toString()));
    }

    /** {@code POST /locks?release=TOKEN}, or a place. */
    private void unlock(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        String what = exchange.parameter("release")
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new HttpFailure(400, "say which lock is to be released"));
        JsonObject answer = new JsonObject();
        answer.addProperty("released", locks.release(what));
        exchange.send("application/json", bytes(answer.toString()));
    }

    private static JsonObject json(HeldLocks.Held held) {
        JsonObject json = new JsonObject();
        json.addProperty("place", held.place());
        json.addProperty("holder", held.lock().app().orElse(held.lock().holder().opaque()));
        json.addProperty("kind", held.lock().sharing().name().toLowerCase(Locale.ROOT));
        json.addProperty("age", held.age().toSeconds());
        json.addProperty("rest", held.rest().toSeconds());
        json.addProperty("token", held.lock().id());
        return json;
    }

    private static JsonObject json(Brake.Braked braked) {
        JsonObject json = new JsonObject();
        json.addProperty("brake", braked.brake());
        json.addProperty("who", braked.who());
        json.addProperty("network", braked.network());
        json.addProperty("count", braked.count());
        json.addProperty("seconds", braked.left().toSeconds());
        return json;
    }

    /**
     * {@code POST /storage/NAME/check}, {@code rebuild}, {@code tidy}, {@code probe}: one JSON object a line for each
     * finding, how far it has come or empty lines meanwhile, and a last one that says how it ended. Ends when the client
     * goes.
     */
    private void upkeep(HttpExchange exchange) throws IOException {
        guard.require(exchange);
        String[] words = exchange.below().split("/", -1);
        if (words.length != 3) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        try (UpkeepRun running = words[2].equals("probe")
                ? plugins.probe(words[1], size(exchange))
                : plugins.upkeep(words[1], work(words[2]))) {
            exchange.header("Content-Type", "application/x-ndjson");
            OutputStream out = exchange.output();
            boolean over = false;
            while (!over) {
                Optional<UpkeepRun.Told> told = running.next(HEARTBEAT);
                over = told.filter(UpkeepRun.Over.class::isInstance).isPresent();
                out.write(bytes(told.map(AdminEndpoint::line).orElseGet(() -> meanwhile(running))));
                out.flush();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new Unavailable("the server stops");
        }
    }

    private static UpkeepRun.Work work(String word) throws HttpFailure {
        return Arrays.stream(UpkeepRun.Work.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new HttpFailure(404, "there is nothing at this path"));
    }

    private static ProbeSize size(HttpExchange exchange) throws HttpFailure {
        ProbeSize usual = ProbeSize.usual();
        try {
            return new ProbeSize(
                    exchange.parameter("bytes").map(Long::parseLong).orElse(usual.bytes()),
                    exchange.parameter("files").map(Integer::parseInt).orElse(usual.files()));
        } catch (NumberFormatException wrong) {
            throw new HttpFailure(400, "'bytes' and 'files' are numbers");
        }
    }

    private static String meanwhile(UpkeepRun running) {
        JsonObject json = new JsonObject();
        Optional<String> progress = running.progress();
        progress.ifPresent(text -> json.addProperty("progress", text));
        return progress.isPresent() ? json + "\n" : "\n";
    }

    private static String line(UpkeepRun.Told told) {
        JsonObject json = new JsonObject();
        switch (told) {
            case UpkeepRun.Found found -> {
                json.addProperty("kind", found.finding().kind());
                json.addProperty("where", found.finding().where());
                json.addProperty("text", found.finding().text());
            }
            case UpkeepRun.Tried tried -> {
                json.addProperty("what", tried.trial().what());
                json.addProperty("outcome", tried.trial().outcome().name().toLowerCase(Locale.ROOT));
                json.addProperty("result", tried.trial().result());
                json.addProperty("meaning", tried.trial().meaning());
                json.addProperty("advice", tried.trial().advice());
            }
            case UpkeepRun.Over over -> {
                json.addProperty("over", over.failure().isEmpty());
                over.failure().ifPresent(failure -> json.addProperty("failure", failure));
                over.nodes().ifPresent(nodes -> json.addProperty("nodes", nodes));
            }
        }
        return json + "\n";
    }

    private static JsonObject json(PluginStatus plugin) {
        JsonObject json = new JsonObject();
        json.addProperty("file", plugin.file());
        json.addProperty("id", plugin.id());
        json.addProperty("version", plugin.version());
        json.addProperty("spi", plugin.requires());
        json.addProperty("origin", plugin.origin());
        json.addProperty("state", plugin.state().name());
        JsonArray drivers = new JsonArray();
        plugin.drivers().forEach(drivers::add);
        json.add("drivers", drivers);
        json.addProperty("instances", plugin.instances());
        json.addProperty("calls", plugin.calls());
        json.addProperty("reason", plugin.reason());
        return json;
    }

    private static JsonObject json(EntryStatus entry) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", entry.kind());
        json.addProperty("name", entry.name());
        json.addProperty("driver", entry.driver());
        json.addProperty("state", entry.state().name());
        json.addProperty("plugin", entry.plugin());
        json.addProperty("calls", entry.leases());
        json.addProperty("reason", entry.reason());
        return json;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
