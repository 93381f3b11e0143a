/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** Etherpad's HTTP API, version 1.2 (its documentation, "HTTP API"). Thread-safe. */
final class Etherpad {

    /** The longest text that a pad can be made with, in characters. */
    static final int LONGEST = 99_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST = 16 << 20;
    private static final int WRONG_PARAMETERS = 1;

    private final PadConfig config;
    private final ExecutorService executor;

    Etherpad(PadConfig config, ExecutorService executor) {
        this.config = config;
        this.executor = executor;
    }

    /** An answer that says no, and why. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1;
        private final int code;

        Refused(int code, String message) {
            super(message);
            this.code = code;
        }

        boolean isAbout(String words) {
            return code == WRONG_PARAMETERS && String.valueOf(getMessage()).contains(words);
        }
    }

    /** Whether it is there and takes the key. */
    void probe() throws IOException {
        call("checkToken");
    }

    /** Makes a pad with a text, unless there is one already. */
    void make(String id, String text) throws IOException {
        try {
            call("createPad", "padID", id, "text", text);
        } catch (Refused refused) {
            if (!refused.isAbout("already exist")) {
                throw refused;
            }
        }
    }

    /** What is typed in a pad; empty when there is no such pad. */
    Optional<String> text(String id) throws IOException {
        try {
            return Optional.of(call("getText", "padID", id).get("text").getAsString());
        } catch (Refused refused) {
            if (refused.isAbout("not exist")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** How many people are at a pad. */
    int users(String id) throws IOException {
        return call("padUsersCount", "padID", id).get("padUsersCount").getAsInt();
    }

    /** The name by which a pad is looked at, and nothing typed. */
    String reading(String id) throws IOException {
        return call("getReadOnlyID", "padID", id).get("readOnlyID").getAsString();
    }

    void delete(String id) throws IOException {
        try {
            call("deletePad", "padID", id);
        } catch (Refused refused) {
            if (!refused.isAbout("not exist")) {
                throw refused;
            }
        }
    }

    private JsonObject call(String method, String... parameters) throws IOException {
        StringBuilder form = new StringBuilder("apikey=" + encoded(config.apiKey()));
        for (int i = 0; i < parameters.length; i += 2) {
            form.append('&').append(parameters[i]).append('=').append(encoded(parameters[i + 1]));
        }
        String base = config.url().toString();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create((base.endsWith("/") ? base : base + '/') + "api/1.2.13/" + method))
                .timeout(PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                .build();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(executor)
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            return data(method, client.send(request, HttpResponse.BodyHandlers.ofInputStream()));
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ending);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The data of an answer; with a key that is wrong the status is 401 and the answer says so. */
    private static JsonObject data(String method, HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IOException(method + " was answered with more than " + LARGEST + " bytes");
            }
            JsonObject answer = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            int code = answer.get("code").getAsInt();
            if (code != 0) {
                throw new Refused(code, method + ": " + answer.get("message").getAsString());
            }
            JsonElement data = answer.get("data");
            return data == null || data.isJsonNull() ? new JsonObject() : data.getAsJsonObject();
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException odd) {
            throw new IOException(method + " was answered with " + response.statusCode() + " and no such answer", odd);
        }
    }
}
