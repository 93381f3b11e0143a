/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.client.OutboundFailure.Reason;
import org.weft.kernel.http.client.OutboundRequest.Answer;
import org.weft.kernel.testing.Eventually;
import org.weft.kernel.testing.HangingPeer;
import org.weft.kernel.testing.HangingPeer.Way;
import org.weft.kernel.testing.OverWire;

@OverWire
class OutboundClientTest {

    private static final Duration TIME = Duration.ofSeconds(10);
    private static final int LIMIT = 1 << 20;

    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/echo" -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    exchange.getResponseHeaders()
                            .add("X-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
                    exchange.getResponseHeaders()
                            .add("X-Agent", exchange.getRequestHeaders().getFirst("User-Agent"));
                    exchange.sendResponseHeaders(201, body.length);
                    exchange.getResponseBody().write(body);
                }
                case "/redirect" -> {
                    exchange.getResponseHeaders().add("Location", "/echo");
                    exchange.getResponseHeaders().add("Set-Cookie", "a=b");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/endless" -> {
                    exchange.sendResponseHeaders(200, 0);
                    byte[] piece = new byte[64 << 10];
                    for (int i = 0; i < 10_000; i++) {
                        exchange.getResponseBody().write(piece);
                    }
                }
                case "/slow" -> {
                    awaitRelease();
                    exchange.sendResponseHeaders(200, -1);
                }
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static Reason refusal(OutboundClient outbound, OutboundRequest request, int limit, Duration time) {
        OutboundFailure failure =
                catchThrowableOfType(OutboundFailure.class, () -> outbound.send(request, limit, time));
        assertThat(failure).isNotNull();
        return failure.reason();
    }

    @Test
    void a_request_goes_out_with_its_body_and_the_answer_comes_back() throws Exception {
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/1")) {
            OutboundRequest request = new OutboundRequest(
                    "POST", url("/echo"), Map.of("Content-Type", "application/json"), "{}".getBytes(UTF_8));
            Answer answer = outbound.send(request, LIMIT, TIME);
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).isEqualTo("{}".getBytes(UTF_8));
            assertThat(answer.header("x-type")).containsExactly("application/json");
            assertThat(answer.header("x-agent")).containsExactly("Weft/1");
        }
    }

    @Test
    void a_redirect_is_told_and_not_followed() throws Exception {
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/1")) {
            Answer answer = outbound.send(
                    OutboundRequest.get(url("/redirect"), Map.of("Authorization", "Bearer x")), LIMIT, TIME);
            assertThat(answer.status()).isEqualTo(302);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void an_answer_that_is_too_large_or_too_late_ends_the_request() {
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/1")) {
            assertThat(refusal(outbound, OutboundRequest.get(url("/endless"), Map.of()), LIMIT, TIME))
                    .isEqualTo(Reason.TOO_LARGE);
            assertThat(refusal(outbound, OutboundRequest.get(url("/slow"), Map.of()), LIMIT, Duration.ofMillis(200)))
                    .isEqualTo(Reason.NO_ANSWER);
        }
    }

    @Test
    void a_server_that_is_not_there_is_named_without_what_was_asked_of_it() {
        URI gone = url("/secret-token?code=secret");
        server.stop(0);
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/1")) {
            OutboundFailure failure = catchThrowableOfType(
                    OutboundFailure.class, () -> outbound.send(OutboundRequest.get(gone, Map.of()), LIMIT, TIME));
            assertThat(failure.reason()).isEqualTo(Reason.NO_ANSWER);
            assertThat(failure).hasMessageContaining("127.0.0.1").hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://files.example.org/",
                "https://files.example.org:8443/",
                "https://user@files.example.org/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://2130706433/",
                "https://0x7f.1/",
                "https://localhost/",
                "https://files.example.org/#a",
                "ftp://files.example.org/",
                "file:///etc/passwd",
                "https:///path",
            })
    void urls_that_strangers_must_not_choose_are_refused_before_anything_is_looked_up(String url) {
        NameResolver none = host -> {
            throw new AssertionError("looked up " + host);
        };
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.WORLD, "Weft/1", none)) {
            assertThat(refusal(outbound, OutboundRequest.get(URI.create(url), Map.of()), LIMIT, TIME))
                    .isEqualTo(Reason.NOT_ALLOWED);
        }
    }

    @Test
    void a_public_name_for_a_private_address_is_refused_when_the_connection_is_made() throws Exception {
        for (String address : List.of("127.0.0.1", "10.0.0.1", "169.254.169.254", "fd00::1")) {
            List<InetAddress> answer = List.of(InetAddress.getByName(address));
            try (OutboundClient outbound = new OutboundClient(OutboundPolicy.WORLD, "Weft/1", host -> answer)) {
                OutboundRequest request = OutboundRequest.get(URI.create("https://files.example.org/"), Map.of());
                assertThat(refusal(outbound, request, LIMIT, TIME)).as(address).isEqualTo(Reason.NOT_ALLOWED);
            }
        }
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.1.2.3",
                "100.64.0.1",
                "100.127.255.255",
                "127.1.2.3",
                "169.254.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.8",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "fe80::1",
                "fc00::1",
                "fdff::1",
                "fec0::1",
                "ff02::1",
                "2001:db8::1",
                "2001::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a00:1",
                "2002:7f00:1::",
                "2002:c0a8:1::1",
                "::127.0.0.1",
                "::ffff:127.0.0.1"
            })
    void addresses_of_this_machine_and_its_networks_are_not_public(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.63.255.255",
                "100.128.0.1",
                "172.15.0.1",
                "172.32.0.1",
                "192.1.0.1",
                "198.17.0.1",
                "198.20.0.1",
                "2606:4700::1",
                "2a00:1450::1",
                "64:ff9b::101:101",
                "2002:101:101::",
                "2001:1450::1"
            })
    void addresses_of_the_internet_are_public(String address) throws Exception {
        assertThat(PublicAddresses.contains(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void a_server_that_hangs_is_left_with_its_connection(Way way) throws Exception {
        Duration idle = Duration.ofSeconds(2);
        try (HangingPeer peer = new HangingPeer(way);
                OutboundClient outbound = new OutboundClient(
                        OutboundPolicy.LAB,
                        "Weft/1",
                        NameResolver.system(),
                        OutboundTimeouts.usual().idle(idle))) {
            OutboundRequest request =
                    new OutboundRequest("POST", peer.url(), Map.of("Content-Type", "text/plain"), new byte[1000]);
            assertThat(refusal(outbound, request, LIMIT, Duration.ofSeconds(1))).isEqualTo(Reason.NO_ANSWER);
            for (long length : List.of(0L, 300L, 100L << 20)) {
                OutboundFailure failure = catchThrowableOfType(
                        OutboundFailure.class, () -> read(outbound, peer, length, Duration.ofSeconds(1)));
                assertThat(failure).as("a body of " + length).isNotNull();
                assertThat(failure.reason()).isEqualTo(Reason.NO_ANSWER);
                assertThat(failure).hasMessageNotContaining("secret");
            }
            assertThat(peer.hung()).isEqualTo(4);
            Eventually.until(() -> peer.open() == 0);
        }
    }

    private static void read(OutboundClient outbound, HangingPeer peer, long length, Duration first)
            throws IOException {
        InputStream body = new Zeroes(length);
        try (OutboundClient.Streaming answer =
                outbound.open("PUT", peer.url().resolve("/secret"), Map.of(), body, OptionalLong.of(length), first)) {
            answer.body().readAllBytes();
        }
    }

    /** So many of them, as fast as they are wanted. */
    private static final class Zeroes extends InputStream {
        private long left;

        Zeroes(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(length, left);
            left -= read;
            return read;
        }
    }

    @Test
    void a_slow_client_of_ours_is_no_slow_server() throws Exception {
        Duration idle = Duration.ofMillis(500);
        InputStream slow = new InputStream() {
            private int left = 20;

            @Override
            public int read() {
                java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int next = read();
                buffer[offset] = (byte) next;
                return next < 0 ? -1 : 1;
            }
        };
        OutboundBody sent = new OutboundBody(slow, idle, TIME);
        assertThat(sent.readAllBytes()).hasSize(20);
        assertThat(sent.isLate()).isFalse();
    }

    @Test
    void bodies_stream_both_ways() throws Exception {
        try (OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/1")) {
            byte[] body = new byte[3_000_000];
            new java.util.Random(1).nextBytes(body);
            try (OutboundClient.Streaming answer = outbound.open(
                    "PUT",
                    url("/echo"),
                    Map.of("Content-Type", "text/plain"),
                    new java.io.ByteArrayInputStream(body),
                    OptionalLong.of(body.length),
                    TIME)) {
                assertThat(answer.status()).isEqualTo(201);
                assertThat(answer.body().readAllBytes()).isEqualTo(body);
            }
            try (OutboundClient.Streaming endless = outbound.open(
                    "GET", url("/endless"), Map.of(), InputStream.nullInputStream(), OptionalLong.of(0), TIME)) {
                assertThat(endless.body().readNBytes(100_000)).hasSize(100_000);
            }
            assertThatCode(() -> outbound.send(OutboundRequest.get(url("/none"), Map.of()), LIMIT, TIME))
                    .as("an answer that was left early does not spoil the next")
                    .doesNotThrowAnyException();
        }
    }
}
