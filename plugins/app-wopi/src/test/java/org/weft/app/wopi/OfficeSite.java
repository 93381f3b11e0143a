/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.weft.testkit.server.WeftServer;

/** A server with two storages and an office. */
final class OfficeSite implements AutoCloseable {

    final Office office = new Office();
    final WeftServer weft;
    private final HttpClient client = HttpClient.newHttpClient();

    OfficeSite(String options) throws IOException {
        this(options, true);
    }

    /** @param up whether the office is there when the server starts */
    OfficeSite(String options, boolean up) throws IOException {
        office.discovery(options.contains("required"));
        if (!up) {
            office.stop();
        }
        weft = WeftServer.site()
                .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                .config("""
                        [[storage]]
                        name = "mine"
                        driver = "memory"
                        mount = "/mine"
                        everyone = "write"

                        [[storage]]
                        name = "theirs"
                        driver = "memory"
                        mount = "/theirs"
                        everyone = "read"
                        managers = ["anna"]

                        [[app]]
                        name = "office"
                        driver = "wopi"
                        options = { url = "%s", name = "Paper", %s }
                        """.formatted(office.url(), options))
                .start();
    }

    HttpResponse<String> ask(String user, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String secret = user.equals("anna") ? "sesame" : "open";
        String basic = Base64.getEncoder().encodeToString((user + ':' + secret).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(weft.http() + path))
                .header("Authorization", "Basic " + basic)
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    void put(String path, String text) throws IOException, InterruptedException {
        assertThat(ask("anna", "PUT", "/dav/tree" + path, text).statusCode()).isIn(201, 204);
    }

    String read(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = ask("anna", "GET", "/dav/tree" + path, "");
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
    }

    HttpResponse<String> tryOpen(String user, String path, String mode) throws IOException, InterruptedException {
        String form = "path=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&view_mode=" + mode;
        return ask(user, "POST", "/app/open", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    OpenedFile open(String user, String path, String mode) throws IOException, InterruptedException {
        HttpResponse<String> response = tryOpen(user, path, mode);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return OpenedFile.of(response.body());
    }

    OpenedFile open(String path) throws IOException, InterruptedException {
        return open("anna", path, "write");
    }

    Office.Asked ask(OpenedFile file) {
        return office.new Asked(file.source(), file.token());
    }

    Office.Asked contents(OpenedFile file) {
        return office.new Asked(file.source() + "/contents", file.token());
    }

    /** The answer to a request at an address that carries its token. */
    Office.Asked at(String url) {
        int query = url.indexOf("?access_token=");
        return office.new Asked(url.substring(0, query), url.substring(query + "?access_token=".length()));
    }

    static JsonObject json(Office.Answered answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    /** Waits until an app is offered. */
    void awaitApp() throws IOException, InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!ask("anna", "GET", "/app/list", "").body().contains("Paper")) {
            assertThat(Instant.now()).as("the app is offered in time").isBefore(end);
            Thread.sleep(100);
        }
    }

    @Override
    public void close() throws IOException {
        weft.close();
        office.close();
        client.close();
    }
}
