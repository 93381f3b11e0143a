/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.WeftException;

@OverWire
class HttpServerTest {

    private static final String AMY =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("amy:yma".getBytes(StandardCharsets.UTF_8));

    private final AtomicReference<Thread> ran = new AtomicReference<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Router router = new Router()
                .at(
                        "/open",
                        EndpointAccess.OPEN,
                        exchange -> exchange.send(
                                "text/plain", ("below=" + exchange.below()).getBytes(StandardCharsets.UTF_8)))
                .at(
                        "/open/deeper",
                        EndpointAccess.OPEN,
                        exchange -> exchange.send("text/plain", "deeper".getBytes(StandardCharsets.UTF_8)))
                .at("/mine", EndpointAccess.SIGNED_IN, exchange -> {
                    ran.set(Thread.currentThread());
                    exchange.send("text/plain", exchange.caller().username().getBytes(StandardCharsets.UTF_8));
                })
                .at("/echo", EndpointAccess.OPEN, HttpServerTest::echo)
                .at("/long", EndpointAccess.OPEN, exchange -> {
                    exchange.processing();
                    exchange.processing();
                    exchange.send("text/plain", "done".getBytes(StandardCharsets.UTF_8));
                })
                .at("/refuse", EndpointAccess.OPEN, exchange -> {
                    throw new WeftException.Forbidden("not here");
                })
                .at("/busy", EndpointAccess.OPEN, exchange -> {
                    throw new WeftException.Throttled("too often", Duration.ofSeconds(7));
                })
                .at("/broken", EndpointAccess.OPEN, exchange -> {
                    throw new IllegalStateException("secret detail");
                });
        HttpSettings settings = HttpSettings.at("127.0.0.1", 0)
                .withLimits(Duration.ofMillis(300), Duration.ofSeconds(2), 1000, Duration.ofMillis(300));
        server = new HttpServer(settings, router, new FixedAuthenticator(), RequestObserver.NONE);
        server.start();
    }

    private static void echo(HttpExchange exchange) throws IOException {
        try (InputStream body = exchange.body()) {
            exchange.send("text/plain", body.readAllBytes());
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer ask(String request) throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return wire.send(request).answer(!request.startsWith("HEAD"));
        }
    }

    private Answer get(String path, String... headers) throws IOException {
        return ask("GET " + path + " HTTP/1.1\nHost: h\n"
                + (headers.length == 0 ? "" : String.join("\n", headers) + "\n") + "\n");
    }

    @Test
    void the_longest_prefix_of_whole_segments_answers() throws IOException {
        assertThat(get("/open").body()).isEqualTo("below=");
        assertThat(get("/open/a%20b").body()).isEqualTo("below=/a b");
        assertThat(get("/open/deeper/x").body()).isEqualTo("deeper");
        assertThat(get("/openly").status()).isEqualTo(404);
    }

    @Test
    void signs_of_life_come_before_the_answer() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("GET /long HTTP/1.1\nHost: h\n\n");
            assertThat(wire.answer().status()).isEqualTo(102);
            assertThat(wire.answer().status()).isEqualTo(102);
            Answer answer = wire.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("done");
        }
        assertThat(ask("GET /long HTTP/1.0\n\n").status()).isEqualTo(200);
    }

    @Test
    void endpoints_run_on_virtual_threads() throws IOException {
        assertThat(get("/mine", AMY).body()).isEqualTo("amy");
        assertThat(ran.get().isVirtual()).isTrue();
    }

    @Test
    void credentials_are_asked_for_and_judged() throws IOException {
        Answer anonymous = get("/mine");
        assertThat(anonymous.status()).isEqualTo(401);
        assertThat(anonymous.header("WWW-Authenticate")).isEqualTo("Basic realm=\"Weft\", charset=\"UTF-8\"");
        assertThat(get("/mine", "Authorization: Basic YW15OndpZ2h0").status()).isEqualTo(401);
        assertThat(get("/mine", "Authorization: Basic !!!").status()).isEqualTo(401);
        assertThat(get("/mine", "Authorization: Digest x").status()).isEqualTo(401);
        assertThat(get("/mine", "Authorization: Bearer token-bob").body()).isEqualTo("bob");
        assertThat(get("/mine", "x-access-token: token-eve").body()).isEqualTo("eve");
        assertThat(get("/mine", "x-access-token: forged").status()).isEqualTo(401);
        assertThat(get("/open", "Authorization: Basic YW15OndpZ2h0").status()).isEqualTo(401);
    }

    @Test
    void paths_that_hide_something_are_refused() throws IOException {
        assertThat(get("/open/a%2Fb").status()).isEqualTo(400);
        assertThat(get("/open/a%00b").status()).isEqualTo(400);
        assertThat(get("/open/%zz").status()).isEqualTo(400);
        assertThat(get("/open/%ff").status()).isEqualTo(400);
        assertThat(get("/open/../mine").status()).isEqualTo(400);
        assertThat(get("/open/%2e%2e/mine").status()).isEqualTo(400);
    }

    @Test
    void the_trace_id_of_the_client_comes_back() throws IOException {
        assertThat(get("/open", "X-Request-ID: abc-1").header("x-request-id")).isEqualTo("abc-1");
        assertThat(get("/open", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                        .header("x-request-id"))
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(get("/open", "X-Request-ID: no good").header("x-request-id")).matches("[0-9a-f]{16}");
    }

    @Test
    void failures_become_answers_without_detail() throws IOException {
        assertThat(get("/refuse").status()).isEqualTo(403);
        assertThat(get("/refuse").body()).isEqualTo("not here\n");
        assertThat(get("/busy").header("Retry-After")).isEqualTo("7");
        Answer broken = get("/broken");
        assertThat(broken.status()).isEqualTo(500);
        assertThat(broken.body()).contains("incident id").doesNotContain("secret");
    }

    @Test
    void length_together_with_chunked_is_refused_and_the_connection_closed() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("POST /echo HTTP/1.1\nHost: h\nContent-Length: 3\nTransfer-Encoding: chunked\n\n3\nabc\n0\n\n"
                    + "GET /open HTTP/1.1\nHost: h\n\n");
            assertThat(wire.answer().status()).isEqualTo(400);
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void too_large_headers_are_431() throws IOException {
        assertThat(get("/open", "X-Big: " + "x".repeat(40_000)).status()).isEqualTo(431);
    }

    @Test
    void a_body_is_read_with_length_or_in_chunks() throws IOException {
        assertThat(ask("POST /echo HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc").body())
                .isEqualTo("abc");
        assertThat(ask("POST /echo HTTP/1.1\nHost: h\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\n\n")
                        .body())
                .isEqualTo("abcde");
        assertThat(ask("POST /echo HTTP/1.0\nContent-Length: 3\n\nabc").body()).isEqualTo("abc");
    }

    @Test
    void the_client_is_told_to_go_on_only_when_the_body_is_read() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("POST /echo HTTP/1.1\nHost: h\nContent-Length: 3\nExpect: 100-continue\n\n");
            assertThat(wire.answer().status()).isEqualTo(100);
            assertThat(wire.send("abc").answer().body()).isEqualTo("abc");
        }
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("POST /refuse HTTP/1.1\nHost: h\nContent-Length: 3\nExpect: 100-continue\n\n");
            assertThat(wire.answer().status()).isEqualTo(403);
        }
    }

    @Test
    void a_short_body_that_nobody_wants_is_drained_and_the_connection_kept() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("PUT /refuse HTTP/1.1\nHost: h\nContent-Length: 3\n\nabc");
            assertThat(wire.answer().status()).isEqualTo(403);
            assertThat(wire.send("GET /open HTTP/1.1\nHost: h\n\n").answer().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void a_short_body_that_nobody_wants_is_drained_over_http2_too() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + server.port());
        byte[] body = new byte[512 * 1024];
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest open = HttpRequest.newBuilder(base.resolve("/open")).build();
            assertThat(client.send(open, BodyHandlers.discarding()).version()).isEqualTo(HttpClient.Version.HTTP_2);
            for (int round = 0; round < 50; round++) {
                HttpRequest refused = HttpRequest.newBuilder(base.resolve("/refuse"))
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build();
                assertThat(client.send(refused, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void a_long_body_that_nobody_wants_ends_the_connection_after_the_answer() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("PUT /refuse HTTP/1.1\nHost: h\nContent-Length: 4000000\n\n");
            wire.send(new byte[3_000_000]);
            Answer answer = wire.answer();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void what_is_no_request_is_told_that_the_connection_ends() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            Answer answer = wire.send("GET /open/%00 HTTP/1.1\nHost: h\n\n").answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("Connection")).isEqualTo("close");
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void headers_that_drip_are_given_up() throws Exception {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("GET /open HTTP/1.1\nHost: h\n");
            boolean closed = false;
            for (int i = 0; i < 40 && !closed; i++) {
                Thread.sleep(50);
                try {
                    wire.send("X-" + i + ": y\n");
                } catch (IOException brokenPipe) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
        }
    }

    @Test
    void a_body_that_drips_is_given_up_with_408() throws Exception {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("POST /echo HTTP/1.1\nHost: h\nContent-Length: 100000\n\n");
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 40; i++) {
                        Thread.sleep(50);
                        wire.send("x");
                    }
                } catch (IOException | InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(wire.answer().status()).isEqualTo(408);
            sender.interrupt();
        }
    }

    @Test
    void a_body_that_breaks_off_is_the_clients_fault_and_the_server_goes_on() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("POST /echo HTTP/1.1\nHost: h\nContent-Length: 10\n\nabc");
        }
        assertThat(get("/open").status()).isEqualTo(200);
    }

    @Test
    void head_has_the_length_and_no_body() throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            wire.send("HEAD /open HTTP/1.1\nHost: h\n\nGET /open HTTP/1.1\nHost: h\n\n");
            assertThat(wire.answer(false).header("Content-Length")).isEqualTo("6");
            assertThat(wire.answer().body()).isEqualTo("below=");
        }
    }
}
