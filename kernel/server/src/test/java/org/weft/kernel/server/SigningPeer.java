/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.weft.kernel.ocm.HandSigner;
import org.weft.kernel.ocm.ScriptedPeer;
import org.weft.kernel.ocm.TrustingHttpClient;

/** Another site that a test speaks for, with signatures or without, and that keeps what it is told. */
final class SigningPeer implements AutoCloseable {

    private static final String TYPES = ",\"resourceTypes\":[{\"name\":\"file\",\"shareTypes\":[\"user\"],"
            + "\"protocols\":{\"webdav\":\"/dav/\",\"webdav-receive\":{\"uri\":\"absolute\"}}},"
            + "{\"name\":\"folder\",\"shareTypes\":[\"user\"],"
            + "\"protocols\":{\"webdav\":\"/dav/\",\"webdav-receive\":{\"uri\":\"absolute\"}}}]";

    final ScriptedPeer server;
    final HandSigner hand;
    private final List<JsonObject> told = new CopyOnWriteArrayList<>();
    private final boolean signs;

    private SigningPeer(boolean signs, String version, String more) throws IOException {
        this.signs = signs;
        this.server = new ScriptedPeer();
        this.hand = new HandSigner(server.host() + "#key1");
        server.at("/keys", 200, hand.keySet());
        for (String name : List.of("shares", "notifications")) {
            server.at("/ocm/" + name, exchange -> {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                told.add(JsonParser.parseString(body).getAsJsonObject());
                ScriptedPeer.send(exchange, 201, "application/json", "{\"recipientDisplayName\":\"Somebody\"}");
            });
        }
        server.discovered(
                version,
                TYPES + (signs ? ",\"jwksUri\":\"" + server.url() + "/keys\"" : "") + ",\"capabilities\":["
                        + (signs ? "\"http-sig\"," : "") + "\"notifications\"]" + more);
    }

    /** One that signs, and speaks the present version. */
    static SigningPeer signing() throws IOException {
        return new SigningPeer(true, "1.4.0", "");
    }

    /** One that exchanges tokens too. */
    static SigningPeer exchanging() throws IOException {
        SigningPeer peer = signing();
        peer.learnsToExchange();
        return peer;
    }

    /** From now on it says that it exchanges tokens. */
    void learnsToExchange() {
        can("\"exchange-token\"", ",\"tokenEndPoint\":\"" + server.url() + "/token\"");
    }

    /** From now on it says that it can do something besides. */
    void can(String capability, String more) {
        server.discovered(
                "1.4.0",
                TYPES + ",\"jwksUri\":\"" + server.url() + "/keys\",\"capabilities\":[\"http-sig\",\"notifications\","
                        + capability + "]" + more);
    }

    /** One that says that it does not sign. */
    static SigningPeer unsigned(String version, String more) throws IOException {
        return new SigningPeer(false, version, more);
    }

    String host() {
        return server.host().text();
    }

    /** What it was told, the last first. */
    List<JsonObject> told() {
        return told.reversed();
    }

    /** Says something to a site. */
    TrustingHttpClient.Answer say(OcmSite site, String name, JsonObject body) {
        return say(site, name, body.toString());
    }

    TrustingHttpClient.Answer say(OcmSite site, String name, String body) {
        URI url = site.url.resolve("/ocm/" + name);
        try {
            return signs ? hand.post(url, body) : TrustingHttpClient.send("POST", url, plain(), body);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same, without a signature in any case. */
    static TrustingHttpClient.Answer unsigned(OcmSite site, String name, String body) throws IOException {
        return TrustingHttpClient.send("POST", site.url.resolve("/ocm/" + name), plain(), body);
    }

    static Map<String, String> plain() {
        return Map.of("Content-Type", "application/json");
    }

    TrustingHttpClient.Answer form(OcmSite site, String body, boolean signed) throws IOException {
        URI url = site.url.resolve("/ocm/token");
        Map<String, String> headers = signed ? new HashMap<>(hand.headers(url, body, Instant.now())) : new HashMap<>();
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return TrustingHttpClient.send("POST", url, headers, body);
    }

    /** A share for Marie, as the present version has it. */
    JsonObject offer(OcmSite site, String id) {
        JsonObject share = new JsonObject();
        share.addProperty("shareWith", "marie@" + site.host);
        share.addProperty("name", "Papers");
        share.addProperty("providerId", id);
        share.addProperty("owner", "albert@" + host());
        share.addProperty("sender", "albert@" + host());
        share.addProperty("shareType", "user");
        share.addProperty("resourceType", "folder");
        share.add(
                "protocol",
                JsonParser.parseString("{\"name\":\"multi\",\"webdav\":{\"uri\":\"" + server.url() + "/dav/" + id
                        + "\",\"sharedSecret\":\"s-" + id + "\",\"permissions\":[\"read\",\"write\"]}}"));
        return share;
    }

    @Override
    public void close() {
        server.close();
    }
}
