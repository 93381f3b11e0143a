/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** What does not arrive whole and unharmed is not stored, and what was there before stays, with its etag. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OverWire
class BrokenUploadsTest {

    private static final String OLD = DemandsSite.HOME + "old";
    private static final String NEW = DemandsSite.HOME + "new";

    private final DemandsSite served;
    private String before = "";

    BrokenUploadsTest(@TempDir Path directory) throws IOException {
        served = new DemandsSite(directory);
    }

    @BeforeEach
    void prepare() throws IOException {
        served.put(OLD, "what was there");
        before = served.state(OLD);
    }

    @AfterAll
    void stop() {
        served.close();
    }

    private void assertNothingChanged() throws IOException {
        Await.holds("no upload is left running", () -> served.homes.running() == 0);
        assertThat(served.state(OLD)).isEqualTo(before);
        assertThat(served.ask("PROPFIND", DemandsSite.HOME, "Depth: 1").body().split("<d:response>"))
                .as("the home and the old file alone")
                .hasSize(3);
    }

    private enum End {
        CLOSE,
        RESET,
        HALF_CLOSE
    }

    @ParameterizedTest
    @CsvSource({
        "CLOSE, Content-Length: 1000, abc",
        "RESET, Content-Length: 1000, abc",
        "HALF_CLOSE, Content-Length: 1000, abc",
        "CLOSE, Transfer-Encoding: chunked, '5\r\nabcde\r\n'",
        "RESET, Transfer-Encoding: chunked, '5\r\nabcde\r\n'",
        "HALF_CLOSE, Transfer-Encoding: chunked, '5\r\nabcde\r\n'",
        "HALF_CLOSE, Transfer-Encoding: chunked, '5\r\nabc'"
    })
    void an_upload_that_breaks_off_changes_nothing(End end, String framing, String part) throws IOException {
        for (String path : new String[] {OLD, NEW}) {
            served.homes.takeAll();
            try (Socket socket = new Socket("127.0.0.1", served.port())) {
                String request =
                        DemandsSite.head("einstein", "PUT", path, framing).replace("\n", "\r\n") + part;
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
                Await.holds(
                        "the upload has begun", () -> served.homes.takeWork().contains("put"));
                end(socket, end);
            }
            assertNothingChanged();
        }
    }

    private static void end(Socket socket, End end) throws IOException {
        switch (end) {
            case CLOSE -> socket.close();
            case RESET -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case HALF_CLOSE -> {
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("nothing was stored");
                Refusal.discreet(answer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OC-Checksum: SHA1:0000000000000000000000000000000000000000",
                "OC-Checksum: MD5:00000000000000000000000000000000",
                "OC-Checksum: ADLER32:0",
                "Content-MD5: AAAAAAAAAAAAAAAAAAAAAA==",
                "OC-Checksum: SHA1:",
                "OC-Checksum: SHA1:abc",
                "X-OC-Mtime: never",
                "X-OC-Mtime: 1e9",
                "X-OC-Mtime: 99999999999999999999",
                "X-OC-Mtime: 1.2.3",
                "Content-Range: bytes 0-2/3"
            })
    void what_is_declared_and_not_so_changes_nothing(String header) throws IOException {
        Refusal.with(400, served.askWith("abc", "PUT", OLD, header));
        Refusal.with(400, served.askWith("abc", "PUT", NEW, header));
        assertNothingChanged();
    }

    @ParameterizedTest
    @CsvSource({
        "2, abc", "4, abc", "-1, abc", "x, abc",
    })
    void a_length_that_finder_declares_must_be_the_length(String declared, String body) throws IOException {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head(
                            "einstein",
                            "PUT",
                            OLD,
                            "Transfer-Encoding: chunked",
                            "X-Expected-Entity-Length: " + declared))
                    .send(body.length() + "\n" + body + "\n0\n\n");
            Refusal.with(400, wire.answer());
        }
        assertNothingChanged();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 3, Content-Length: 4, abc",
        "Content-Length: -3, X-Nothing: x, abc",
        "Content-Length: +3, X-Nothing: x, abc",
        "Content-Length: three, X-Nothing: x, abc",
        "Content-Length: 99999999999999999999, X-Nothing: x, abc",
        "Content-Length: 3, Transfer-Encoding: chunked, '3\nabc\n0\n\n'",
        "Transfer-Encoding: chunked, Content-Length: 3, '3\nabc\n0\n\n'",
        "Transfer-Encoding: chunked, Transfer-Encoding: chunked, '3\nabc\n0\n\n'",
        "'Transfer-Encoding: chunked, gzip', X-Nothing: x, '3\nabc\n0\n\n'",
        "Transfer-Encoding: chunked, X-Nothing: x, 'zz\nabc\n0\n\n'",
        "Transfer-Encoding: chunked, X-Nothing: x, '-1\nabc\n0\n\n'",
        "Transfer-Encoding: chunked, X-Nothing: x, 'fffffffffffffffff\nabc\n0\n\n'"
    })
    void a_body_whose_end_is_in_doubt_is_refused_and_the_connection_closed(String one, String other, String body)
            throws IOException {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", OLD, one, other)).send(body);
            Refusal.with(400, wire.answer());
            assertThat(wire.isClosedByServer()).isTrue();
        }
        assertNothingChanged();
    }

    @Test
    void what_follows_a_body_is_another_request_and_no_part_of_it() throws IOException {
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", "PUT", OLD, "Content-Length: 3"))
                    .send("abcdef\n\n");
            Answer stored = wire.answer();
            assertThat(stored.status()).isEqualTo(204);
            Refusal.with(400, wire.answer());
        }
        assertThat(served.get(OLD)).isEqualTo("abc");
    }
}
