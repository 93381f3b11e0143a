/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.kernel.sharing.peer.PeerHost;

/** A server that answers whatever a test tells it to. */
public final class ScriptedPeer implements AutoCloseable {

    private final HttpServer server;
    private final PlaintextProxy door;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Answering> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    public ScriptedPeer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        door = new PlaintextProxy("127.0.0.3", server.getAddress());
    }

    @FunctionalInterface
    public interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        counts.computeIfAbsent(path, same -> new AtomicInteger()).incrementAndGet();
        try (exchange) {
            answers.getOrDefault(path, asked -> send(asked, 404, "text/plain", "nothing here"))
                    .answer(exchange);
        }
    }

    public static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        }
    }

    public ScriptedPeer at(String path, Answering answering) {
        answers.put(path, answering);
        return this;
    }

    public ScriptedPeer at(String path, int status, String body) {
        return at(path, exchange -> send(exchange, status, "application/json", body));
    }

    /** Tells in discovery that it is a peer of this version with these members besides. */
    public ScriptedPeer discovered(String version, String more) {
        return at("/.well-known/ocm", 200, document(version, more));
    }

    public String document(String version, String more) {
        return "{\"enabled\":true,\"apiVersion\":\"" + version + "\",\"endPoint\":\"" + url() + "/ocm\"" + more + "}";
    }

    public int count(String path) {
        AtomicInteger count = counts.get(path);
        return count == null ? 0 : count.get();
    }

    public String url() {
        return "http://127.0.0.3:" + door.port();
    }

    public PeerHost host() {
        return PeerHost.parse(url());
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException closing) {
            throw new UncheckedIOException(closing);
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
