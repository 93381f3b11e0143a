/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What opens a share is in no log and in no file, at the site that gives it and at the site that gets it. */
class OcmSecretsIT {

    private static final String GIVEN = "given-to-this-site-0123456789abcdef";
    private static final String TOKEN = "an-access-token-0123456789abcdef";
    private static final String INSIDE = "what lies at the other site";

    @TempDir
    Path folder = Path.of("");

    @Test
    void no_secret_lies_in_the_log_or_on_the_disk() throws Exception {
        List<String> secrets = new CopyOnWriteArrayList<>(List.of(GIVEN, TOKEN));
        try (OtherSite other = new OtherSite();
                FederatedSite site = FederatedSite.start(folder.resolve("site"), "127.0.0.1")) {
            secrets.add(sent(site, other));
            received(site, other);
            secrets.add(invited(site));
            site.stop();
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder.resolve("site"))) {
                all = files.filter(Files::isRegularFile).toList();
            }
            assertThat(all).anyMatch(file -> file.toString().contains("shares"));
            for (Path file : all) {
                String held = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String secret : secrets.subList(0, 3)) {
                    assertThat(held.contains(secret)).as(secret + " in " + file).isFalse();
                }
            }
            assertThat(site.log())
                    .as("an invitation is listed for whoever made it, so the database has it, and the log has not")
                    .doesNotContain(secrets.get(3));
        }
    }

    private static String sent(FederatedSite site, OtherSite other) throws Exception {
        assertThat(site.status("einstein", "PUT", "/remote.php/webdav/paper.txt", "E = mc2"))
                .isEqualTo(201);
        JsonObject nobody = new JsonObject();
        nobody.addProperty("idp", other.host());
        nobody.addProperty("user_id", "somebody");
        FederationIT.share(site, "einstein", "/home/paper.txt", nobody, Cs3Rights.READ);
        String secret = other.told()
                .getAsJsonObject("protocol")
                .getAsJsonObject("webdav")
                .get("sharedSecret")
                .getAsString();
        String id = other.told().get("providerId").getAsString();
        String path = "/remote.php/dav/ocm/" + id;
        assertThat(site.send("", "GET", path, "", "Authorization", "Bearer " + secret)
                        .body())
                .isEqualTo("E = mc2");
        assertThat(site.send("", "GET", path, "", "Authorization", "Bearer " + secret + "x")
                        .statusCode())
                .isEqualTo(401);
        return secret;
    }

    private static void received(FederatedSite site, OtherSite other) throws Exception {
        assertThat(site.send("", "POST", "/ocm/shares", other.offer(site), "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(201);
        FederationIT.accept(site, "marie");
        assertThat(site.send("marie", "GET", "/remote.php/dav/tree/shares/there.txt", "")
                        .body())
                .isEqualTo(INSIDE);
        assertThat(other.shown()).contains("Bearer " + TOKEN);
    }

    private static String invited(FederatedSite site) throws Exception {
        String token = site.helper("einstein", "POST", "generate-invite", "{}")
                .getAsJsonObject()
                .get("token")
                .getAsString();
        assertThat(site.status("", "GET", "/wayf?token=" + token, "")).isEqualTo(200);
        return token;
    }

    /** A site that does not sign, with one file that it shares for a token. */
    private static final class OtherSite implements AutoCloseable {

        private final HttpServer server;
        private final List<String> shown = new CopyOnWriteArrayList<>();
        private volatile Optional<JsonObject> told = Optional.empty();

        OtherSite() throws IOException {
            server = HttpServer.create(new InetSocketAddress("127.0.0.3", 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/.well-known/ocm", exchange -> answer(exchange, 200, "application/json", document()));
            server.createContext("/ocm/shares", exchange -> {
                told = Optional.of(JsonParser.parseString(
                                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                        .getAsJsonObject());
                answer(exchange, 201, "application/json", "{}");
            });
            server.createContext("/ocm/notifications", exchange -> answer(exchange, 201, "application/json", "{}"));
            server.createContext(
                    "/token",
                    exchange -> answer(
                            exchange,
                            200,
                            "application/json",
                            "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}"));
            server.createContext("/dav/1", this::file);
            server.start();
        }

        private void file(HttpExchange exchange) throws IOException {
            shown.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            if (exchange.getRequestMethod().equals("PROPFIND")) {
                answer(
                        exchange,
                        207,
                        "application/xml",
                        "<?xml version=\"1.0\"?><d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>/dav/1</d:href>"
                                + "<d:propstat><d:prop><d:resourcetype/><d:getetag>\"1\"</d:getetag>"
                                + "<d:getcontentlength>" + INSIDE.length() + "</d:getcontentlength></d:prop>"
                                + "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>");
            } else {
                answer(exchange, 200, "text/plain", INSIDE);
            }
        }

        private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(status, bytes.length);
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        }

        String host() {
            return "127.0.0.3:" + server.getAddress().getPort();
        }

        private String document() {
            return "{\"enabled\":true,\"apiVersion\":\"1.4.0\",\"endPoint\":\"http://" + host()
                    + "/ocm\",\"tokenEndPoint\":\"http://" + host() + "/token\",\"capabilities\":[\"exchange-token\","
                    + "\"notifications\",\"protocol-object\"],\"resourceTypes\":[{\"name\":\"file\",\"shareTypes\":"
                    + "[\"user\"],\"protocols\":{\"webdav\":\"/dav/\",\"webdav-receive\":{\"uri\":\"absolute\"}}}]}";
        }

        /** What it was told of a share. */
        JsonObject told() {
            return told.orElseThrow();
        }

        /** The values of Authorization that it was shown. */
        List<String> shown() {
            return shown;
        }

        String offer(FederatedSite site) {
            return "{\"shareWith\":\"marie@" + site.host()
                    + "\",\"name\":\"there.txt\",\"providerId\":\"1\",\"owner\":\"o@"
                    + host() + "\",\"sender\":\"o@" + host() + "\",\"shareType\":\"user\",\"resourceType\":\"file\","
                    + "\"protocol\":{\"name\":\"multi\",\"webdav\":{\"uri\":\"http://" + host()
                    + "/dav/1\",\"sharedSecret\":\"" + GIVEN
                    + "\",\"permissions\":[\"read\"],\"requirements\":[\"must-exchange-token\"]}}}";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
