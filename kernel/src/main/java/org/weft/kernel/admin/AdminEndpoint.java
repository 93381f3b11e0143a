/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.Router;
import org.weft.kernel.observe.Metrics;
import org.weft.kernel.observe.Readiness;
import org.weft.kernel.plugin.EntryStatus;
import org.weft.kernel.plugin.PluginHost;
import org.weft.kernel.plugin.PluginStatus;
import org.weft.spi.WeftException.Unauthenticated;

/** What operators ask over loopback: health and metrics openly, plugins and entries with the token of the data folder. */
public final class AdminEndpoint {

    private final PluginHost plugins;
    private final Metrics metrics;
    private final Readiness readiness;
    private final byte[] token;

    public AdminEndpoint(PluginHost plugins, Metrics metrics, Readiness readiness, String token) {
        this.plugins = plugins;
        this.metrics = metrics;
        this.readiness = readiness;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    public Router router() {
        return new Router()
                .at("/healthz", Access.OPEN, exchange -> exchange.send("text/plain; charset=utf-8", bytes("up\n")))
                .at("/readyz", Access.OPEN, this::ready)
                .at("/metrics", Access.OPEN, this::metrics)
                .at("/plugins", Access.OPEN, this::plugins);
    }

    private void ready(Exchange exchange) throws IOException {
        exchange.status(readiness.isReady() ? 200 : 503).send("text/plain; charset=utf-8", bytes(readiness.text()));
    }

    private void metrics(Exchange exchange) throws IOException {
        plugins.measure();
        exchange.send(Metrics.MEDIA_TYPE, bytes(metrics.text()));
    }

    private void plugins(Exchange exchange) throws IOException {
        byte[] shown = bytes(exchange.header("Weft-Admin-Token").orElse(""));
        if (!MessageDigest.isEqual(shown, token)) {
            throw new Unauthenticated("send the token of admin.json in the data folder as Weft-Admin-Token");
        }
        JsonObject answer = new JsonObject();
        JsonArray listed = new JsonArray();
        plugins.plugins().forEach(plugin -> listed.add(json(plugin)));
        answer.add("plugins", listed);
        JsonArray entries = new JsonArray();
        plugins.entries().forEach(entry -> entries.add(json(entry)));
        answer.add("entries", entries);
        exchange.send("application/json", bytes(answer.toString()));
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
