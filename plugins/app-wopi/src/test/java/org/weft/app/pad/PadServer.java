/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.pad;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The HTTP API of an Etherpad, as 1.8.14 answers it: the same words, numbers and changes to a text. Tests type into its pads
 * and say who is there.
 */
public final class PadServer implements AutoCloseable {

    public static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final int LONGEST = 100_000;

    final Map<String, String> pads = new ConcurrentHashMap<>();
    final Map<String, Integer> users = new ConcurrentHashMap<>();
    private final HttpServer server;

    public PadServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/1.2.13/", this::answer);
        server.start();
    }

    /** Where it is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Somebody comes to a pad and types; pads end with a line of their own. */
    void type(String pad, String text) {
        users.put(pad, 1);
        pads.put(pad, text + '\n');
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        boolean known = KEY.equals(form.get("apikey"));
        JsonObject json =
                known ? call(path.substring(path.lastIndexOf('/') + 1), form) : told(4, "no or wrong API Key");
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(known ? 200 : 401, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&")) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    private JsonObject call(String method, Map<String, String> form) {
        String id = form.getOrDefault("padID", "");
        if (method.equals("checkToken")) {
            return told(0, "ok");
        }
        if (method.equals("createPad")) {
            return create(id, form.getOrDefault("text", ""));
        }
        if (!pads.containsKey(id)) {
            return told(1, "padID does not exist");
        }
        return switch (method) {
            case "getText" -> data("text", pads.get(id));
            case "getReadOnlyID" -> data("readOnlyID", "r." + Integer.toHexString(id.hashCode()));
            case "deletePad" -> {
                pads.remove(id);
                yield told(0, "ok");
            }
            case "padUsersCount" -> {
                JsonObject json = data("padUsersCount", "");
                json.getAsJsonObject("data").addProperty("padUsersCount", users.getOrDefault(id, 0));
                yield json;
            }
            default -> told(3, "no such function");
        };
    }

    private JsonObject create(String id, String text) {
        if (text.length() > LONGEST) {
            return told(1, "text must be less than 100k chars");
        }
        String cleaned = text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replace("\t", "        ")
                .replace('\u00a0', ' ');
        return pads.putIfAbsent(id, cleaned + '\n') == null ? told(0, "ok") : told(1, "padID does already exist");
    }

    private static JsonObject told(int code, String message) {
        JsonObject json = new JsonObject();
        json.addProperty("code", code);
        json.addProperty("message", message);
        json.add("data", JsonNull.INSTANCE);
        return json;
    }

    private static JsonObject data(String name, String value) {
        JsonObject json = told(0, "ok");
        JsonObject data = new JsonObject();
        data.addProperty(name, value);
        json.add("data", data);
        return json;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
