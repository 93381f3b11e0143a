/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.testing.OverWire;

/** Clients that are slow on purpose lose their connection and hold nothing. Limits are short here; no time is measured. */
@OverWire
class SlowClientsTest {

    private static final String F = DemandsSite.HOME + "f";

    @TempDir
    Path directory;

    private DemandsSite served;
    private String before = "";

    @BeforeEach
    void start() throws IOException {
        served = new DemandsSite(
                directory,
                HttpSettings.at("127.0.0.1", 0)
                        .withLimits(Duration.ofMillis(300), Duration.ofMillis(700), 1000, Duration.ofMillis(500)));
        served.put(F, "old");
        before = served.state(F);
    }

    @AfterEach
    void stop() {
        served.close();
    }

    /** Sends a byte now and then until the server has had enough. */
    private static Thread drip(RawHttpClient wire, String drop) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Thread.sleep(50);
                    wire.send(drop);
                }
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void assertNothingIsHeld() throws IOException {
        Await.holds("no upload is left running", () -> served.homes.running() == 0);
        assertThat(served.state(F)).isEqualTo(before);
    }

    @Test
    void a_header_that_drips_byte_by_byte_is_cut_off() throws Exception {
        try (RawHttpClient wire = served.wire()) {
            wire.send("PUT " + F + " HTTP/1.1\nHost: a\nX-Endless: ");
            Thread dripping = drip(wire, "x");
            assertThat(wire.isClosedByServer()).isTrue();
            dripping.join();
        }
        assertNothingIsHeld();
    }

    @Test
    void a_request_line_that_never_ends_is_cut_off() throws Exception {
        try (RawHttpClient wire = served.wire()) {
            wire.send("GET /");
            Thread dripping = drip(wire, "x");
            assertThat(wire.isClosedByServer()).isTrue();
            dripping.join();
        }
    }

    @Test
    void a_connection_that_says_nothing_is_closed() throws IOException {
        try (RawHttpClient wire = served.wire()) {
            assertThat(wire.isClosedByServer()).isTrue();
        }
        try (RawHttpClient wire = served.wire()) {
            wire.send("GET / HTTP/1.1\nHost");
            wire.answer();
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void an_upload_that_drips_is_408_and_changes_nothing() throws Exception {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", F, "Content-Length: 100000"));
            Thread dripping = drip(wire, "x");
            Refusal.with(408, wire.answer());
            dripping.interrupt();
        }
        assertNothingIsHeld();
    }

    @Test
    void chunks_that_drip_are_408_and_change_nothing() throws Exception {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", F, "Transfer-Encoding: chunked"));
            Thread dripping = drip(wire, "1\nx\n");
            Refusal.with(408, wire.answer());
            dripping.interrupt();
        }
        assertNothingIsHeld();
    }

    @Test
    void an_upload_that_falls_silent_is_given_up_and_changes_nothing() throws IOException {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", F, "Content-Length: 100000"))
                    .send("the beginning");
            Refusal.with(408, wire.answer());
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertNothingIsHeld();
    }

    @Test
    void two_hundred_that_fall_silent_leave_no_thread_behind() throws IOException {
        List<RawHttpClient> silent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            silent.add(served.wire()
                    .send(DemandsSite.head("einstein", "PUT", F, "Content-Length: 100000"))
                    .send("x"));
        }
        for (RawHttpClient wire : silent) {
            assertThat(wire.answer().status()).isEqualTo(408);
            wire.close();
        }
        assertNothingIsHeld();
    }

    @Test
    void a_listing_that_nobody_takes_is_given_up() throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 * 1024);
            socket.connect(new InetSocketAddress("127.0.0.1", served.port()));
            String request = DemandsSite.head("einstein", "PROPFIND", "/dav/tree/crowd/100000", "Depth: 1");
            socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            Await.holds("the listing has begun", () -> served.crowd.pushed.get() > 0);
            Await.holds("no listing is left running", () -> served.crowded.running() == 0);
            assertThat(served.crowd.pushed.get()).isLessThan(100_000);
        }
    }
}
