/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.weft.testkit.server.WeftServer;

/** A server with two storages and an office. */
final class OfficeSite implements AutoCloseable {

    final Office office = new Office();
    final WeftServer weft;
    private final People people;

    OfficeSite(String options) throws IOException {
        this(options, true);
    }

    /** @param up whether the office is there when the server starts */
    OfficeSite(String options, boolean up) throws IOException {
        this(options, up, "");
    }

    /** @param more further configuration, in which {@code %1$s} stands for the office's address */
    OfficeSite(String options, boolean up, String more) throws IOException {
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
                        """.formatted(office.url(), options) + more.formatted(office.url()))
                .start();
        people = new People(weft.http());
    }

    HttpResponse<String> ask(String user, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        return people.ask(user, method, path, body, headers);
    }

    void put(String path, String text) throws IOException, InterruptedException {
        people.put(path, text);
    }

    String read(String path) throws IOException, InterruptedException {
        return people.read(path);
    }

    HttpResponse<String> tryOpen(String user, String path, String mode) throws IOException, InterruptedException {
        return people.open(user, path, mode);
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
        people.close();
    }
}
