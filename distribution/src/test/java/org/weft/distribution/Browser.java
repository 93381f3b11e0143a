/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Chromium without a window, and somebody in front of it: clicks what can be read on the page, types into what has a label, and
 * would see the browser's own box for a password.
 */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Gson GSON = new Gson();

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> boxes = new CopyOnWriteArrayList<>();
    private String session = "";

    private Browser(Process process, Path profile) throws Exception {
        this.process = process;
        this.socket = connect(profile);
        String target = send("Target.createTarget", Map.of("url", "about:blank"))
                .get("targetId")
                .getAsString();
        session = send("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId")
                .getAsString();
        send("Page.enable", Map.of());
        send("Network.enable", Map.of());
    }

    /** Starts one; skips the test by name where there is none. */
    static Browser start(Path profile) throws Exception {
        Tools.require("chromium");
        Process process = new ProcessBuilder(
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
        try {
            return new Browser(process, profile);
        } catch (Exception | AssertionError failed) {
            process.destroy();
            throw failed;
        }
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
        return http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)), new Ear())
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

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
    }

    private void take(JsonObject message) {
        if (message.has("id")) {
            CompletableFuture<JsonObject> answer =
                    waiting.remove(message.get("id").getAsInt());
            if (answer != null) {
                answer.complete(message);
            }
        } else if (message.get("method").getAsString().equals("Network.responseReceived")) {
            JsonObject answer = message.getAsJsonObject("params").getAsJsonObject("response");
            if (answer.get("status").getAsInt() == 401) {
                boxes.add(answer.get("url").getAsString());
            }
        }
    }

    private JsonObject send(String method, Map<String, ?> parameters) throws Exception {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", GSON.toJsonTree(parameters));
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

    /** The addresses at which the browser asked for a password by itself, in a box of its own. */
    List<String> boxes() {
        return List.copyOf(boxes);
    }

    /** Goes to an address, as somebody does who types it, and waits for the page. */
    void open(String url) throws Exception {
        send("Page.navigate", Map.of("url", url));
        until("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** What an expression comes to, as text. */
    String value(String expression) throws Exception {
        JsonObject result = send(
                "Runtime.evaluate",
                Map.of("expression", "(async () => String(" + expression + "))()", "awaitPromise", true));
        JsonObject value = result.getAsJsonObject("result");
        if (!value.has("value")) {
            throw new IOException(expression + ": " + result);
        }
        return value.get("value").getAsString();
    }

    /** Waits until an expression is true. */
    void until(String condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (value(condition).equals("true")) {
                    return;
                }
            } catch (IOException leaving) {
                Thread.sleep(50); // the page is being left
            }
            Thread.sleep(50);
        }
        throw new AssertionError("never true at " + value("location.href") + ": " + condition + "\n" + text());
    }

    /** The text of the page. */
    String text() throws Exception {
        return value("document.body.innerText");
    }

    /** Waits for the page with a heading. */
    void heading(String text) throws Exception {
        until("document.readyState === 'complete' && document.querySelector('h1')?.textContent === '" + text + "'");
    }

    /** Clicks the link or button with a text. */
    void click(String text) throws Exception {
        String all = "[...document.querySelectorAll('a, button')].filter(e => e.textContent.trim() === '" + text + "')";
        until(all + ".length > 0");
        value(all + "[0].click()");
    }

    /** Sets a field of the page. */
    void type(String name, String text) throws Exception {
        value("document.querySelector('[name=" + name + "]').value = '" + text + "'");
    }

    /** Forgets a cookie, so that its site knows this browser no longer. */
    void forget(String cookie, String url) throws Exception {
        send("Network.deleteCookies", Map.of("name", cookie, "url", url));
    }

    /** Makes the window as large. */
    void size(int width, int height) throws Exception {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Presses Tab. */
    void tab() throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", "Tab", "code", "Tab", "windowsVirtualKeyCode", 9));
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        // Its helpers end after it, and write to its folder until then.
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        all.forEach(Browser::end);
    }

    private static void end(ProcessHandle one) {
        try {
            one.onExit().get(10, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException goesOn) {
            one.destroyForcibly();
            one.onExit().join();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
