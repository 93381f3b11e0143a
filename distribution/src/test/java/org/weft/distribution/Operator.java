/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the operators' endpoint of a running server. */
final class Operator {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;
    private final String token;

    Operator(Path data) throws IOException {
        String access = Files.readString(data.resolve("admin.json"));
        this.url = value(access, "url");
        this.token = value(access, "token");
    }

    private static String value(String json, String key) {
        Matcher found = Pattern.compile("\"" + key + "\":\"([^\"]+)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException("no " + key + " in admin.json");
        }
        return found.group(1);
    }

    private String get(String path) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url + path))
                                .header("Weft-Admin-Token", token)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Makes the server read its configuration again. */
    String applyConfig(String... query) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url + "/config/apply" + String.join("", query)))
                                .header("Weft-Admin-Token", token)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    String plugins() throws IOException, InterruptedException {
        return get("/plugins");
    }

    String metrics() throws IOException, InterruptedException {
        return get("/metrics");
    }

    /** Waits until the list of plugins and entries holds something. */
    void await(String pattern) throws IOException, InterruptedException {
        Pattern wanted = Pattern.compile(pattern);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String seen = plugins();
        while (!wanted.matcher(seen).find()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never seen: " + pattern + "\nlast: " + seen);
            }
            Thread.sleep(50);
            seen = plugins();
        }
    }

    void awaitMetric(String line) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String seen = metrics();
        while (!seen.contains(line)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("never seen: " + line + "\nlast: " + seen + "\n" + plugins());
            }
            Thread.sleep(200);
            seen = metrics();
        }
    }
}
