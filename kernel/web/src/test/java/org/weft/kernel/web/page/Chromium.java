/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A browser without a window, driven through its DevTools protocol: as much of that as these tests need. */
public final class Chromium implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private String session = "";

    /** What pages complained of: scripts that failed, and what the content policy stopped. */
    public final List<String> complaints = new ArrayList<>();

    public Chromium(Path profile) throws Exception {
        process = new ProcessBuilder(
                        "chromium",
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--no-first-run",
                        "--disable-dev-shm-usage",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolveSibling("chromium.log").toFile())
                .start();
        socket = connect(profile);
        JsonObject target = send("Target.createTarget", Map.of("url", "about:blank"));
        JsonObject attached = send(
                "Target.attachToTarget",
                Map.of("targetId", target.get("targetId").getAsString(), "flatten", true));
        session = attached.get("sessionId").getAsString();
        send("Page.enable", Map.of());
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
    }

    /** Skips by name where there is no browser; fails there on a build server. */
    public static void require() {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "chromium")));
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(there).as("chromium is installed").isTrue();
        }
        assertThat(there).as("chromium is installed").isTrue();
    }

    private WebSocket connect(Path profile) throws Exception {
        Path file = profile.resolve("DevToolsActivePort");
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> lines = List.of();
        while (lines.size() < 2 && System.nanoTime() < end) {
            Thread.sleep(50);
            lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        }
        assertThat(lines).as("the browser tells its port").hasSize(2);
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Ear())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Collects answers and complaints. */
    private final class Ear implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket opened) {
            opened.request(1);
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JsonParser.parseString(text.toString()).getAsJsonObject());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonObject message) {
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer =
                        waiting.remove(message.get("id").getAsInt());
                if (answer != null) {
                    answer.complete(message);
                }
                return;
            }
            String method = message.get("method").getAsString();
            if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded")) {
                complaints.add(message.toString());
            }
        }
    }

    public JsonObject send(String method, Map<String, Object> parameters) throws Exception {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", json(parameters));
        if (!session.isEmpty()) {
            message.addProperty("sessionId", session);
        }
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(message.toString(), true).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        JsonObject got = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (got.has("error")) {
            throw new IOException(method + ": " + got.get("error"));
        }
        return got.getAsJsonObject("result");
    }

    private static JsonElement json(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                JsonObject object = new JsonObject();
                map.forEach((key, inner) -> object.add(String.valueOf(key), json(inner)));
                yield object;
            }
            case List<?> list -> {
                JsonArray array = new JsonArray();
                list.forEach(inner -> array.add(json(inner)));
                yield array;
            }
            case Boolean flag -> new com.google.gson.JsonPrimitive(flag);
            case Number number -> new com.google.gson.JsonPrimitive(number);
            default -> new com.google.gson.JsonPrimitive(value.toString());
        };
    }

    /** Opens a page and waits until it is there. */
    public void open(String url) throws Exception {
        send("Page.navigate", Map.of("url", url));
        until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** What an expression comes to, as text. */
    public String value(String expression) throws Exception {
        JsonObject result = send(
                "Runtime.evaluate",
                Map.of("expression", "String(" + expression + ")", "awaitPromise", true, "returnByValue", true));
        return result.getAsJsonObject("result").get("value").getAsString();
    }

    /** Waits until an expression is true. */
    public void until(String condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        String last = "";
        while (System.nanoTime() < end) {
            try {
                last = value(condition);
                if (last.equals("true")) {
                    return;
                }
            } catch (IOException | NullPointerException leaving) {
                last = "the page was being left";
            }
            Thread.sleep(50);
        }
        throw new AssertionError(
                "never true: " + condition + ", but " + last + "; the page says " + value("document.body.innerText"));
    }

    /** Chooses files in a file chooser. */
    public void choose(String selector, Path... files) throws Exception {
        JsonObject found = send("Runtime.evaluate", Map.of("expression", "document.querySelector('" + selector + "')"));
        String object = found.getAsJsonObject("result").get("objectId").getAsString();
        List<Object> names = new ArrayList<>();
        for (Path file : files) {
            names.add(file.toString());
        }
        send("DOM.setFileInputFiles", Map.of("files", names, "objectId", object));
    }

    /** Switches scripts of pages off or on. */
    public void scripts(boolean on) throws Exception {
        send("Emulation.setScriptExecutionDisabled", Map.of("value", !on));
    }

    public void dark(boolean dark) throws Exception {
        send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    public void size(int width, int height) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    public void screenshot(Path file) throws Exception {
        String data = send("Page.captureScreenshot", Map.of("format", "png"))
                .get("data")
                .getAsString();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
