/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
import org.weft.kernel.testing.OverWire;

/** Headers that say nothing sensible: refused where they ask for something, passed over where the standard says so. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OverWire
class MalformedHeadersTest {

    private static final String F = DemandsSite.HOME + "f";

    private final DemandsSite served;
    private String before = "";

    MalformedHeadersTest(@TempDir Path directory) throws IOException {
        served = new DemandsSite(directory);
    }

    @BeforeEach
    void prepare() throws IOException {
        served.put(F, "0123456789");
        before = served.state(F);
    }

    @AfterAll
    void stop() {
        served.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PROPFIND | Depth: 00 | 400",
                "PROPFIND | Depth: infinite | 400",
                "PROPFIND | Depth: 1,noroot | 400",
                "PROPFIND | Depth: | 400",
                "DELETE | Depth: 1 | 400",
                "DELETE | Depth: zero | 400",
                "COPY | Depth: 1 | 400",
                "COPY | Overwrite: | 400",
                "COPY | Overwrite: TRUE | 400",
                "COPY | Overwrite: T,F | 400",
                "COPY | Destination: //weft.test/remote.php/webdav/g | 404",
                "COPY | Destination: ftp://elsewhere/x | 502",
                "COPY | Destination: http:///x | 400",
                "COPY | Destination: http://weft.test:99999999/x | 502",
                "COPY | Destination: http://weft.test/remote.php/webdav/a b | 400",
                "COPY | Destination: http://user@weft.test/remote.php/webdav/g | 502",
                "COPY | Destination: urn:x | 400",
                "LOCK | Timeout: | 400",
                "LOCK | Timeout: Second- | 400",
                "LOCK | Timeout: Second--1 | 400",
                "LOCK | Timeout: Second-1.5 | 400",
                "LOCK | Timeout: Minute-1 | 400",
                "UNLOCK | Lock-Token: | 400",
                "UNLOCK | Lock-Token: opaquelocktoken:x | 400",
                "UNLOCK | Lock-Token: <> | 400",
                "UNLOCK | X-Nothing: x | 400",
                "DELETE | If: | 400",
                "DELETE | If: (< | 400",
                "DELETE | If: (<a> | 400",
                "DELETE | If: (Not) | 400",
                "DELETE | If: ([\"a]) | 400",
                "DELETE | If: <http://weft.test/remote.php/webdav/f> | 400",
                "DELETE | If: <http://elsewhere.test/f> (<urn:x>) | 502",
                "DELETE | If: <http://weft.test/remote.php/webdav/%00> (<urn:x>) | 400",
                "DELETE | If: (<urn:x>) trailing | 400",
                "DELETE | If-Match: a | 400",
                "DELETE | If-Match: \"a | 400",
                "GET | If-None-Match: *, * | 400"
            })
    void are_refused_and_nothing_is_changed(String method, String header, int status) throws IOException {
        String destination =
                header.startsWith("Destination") ? "X-Nothing: x" : "Destination: " + DemandsSite.HOME + "g";
        Refusal.with(status, served.ask(method, F, header, destination));
        assertThat(served.state(F)).isEqualTo(before);
        assertThat(served.ask("HEAD", DemandsSite.HOME + "g").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "If-Modified-Since: yesterday",
                "If-Modified-Since: Fri, 32 Jul 2017 02:40:00 GMT",
                "If-Modified-Since: 1500000000",
                "If-Unmodified-Since: yesterday",
                "If-Unmodified-Since: 2017-07-14T02:40:00Z",
                "Range: bytes",
                "Range: bytes=",
                "Range: bytes=-",
                "Range: bytes=a-b",
                "Range: bytes=5-2",
                "Range: bytes=--5",
                "Range: bytes=0-1;2-3",
                "Range: lines=0-1",
                "Range: bytes=99999999999999999999-",
                "Accept-Encoding: ,,;q=x"
            })
    void are_passed_over_by_a_read(String header) throws IOException {
        assertThat(served.ask("GET", F, header).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Unmodified-Since: yesterday", "If-Modified-Since: yesterday", "Range: bytes=0-1"})
    void are_passed_over_by_a_write(String header) throws IOException {
        assertThat(served.askWith("new", "PUT", F, header).status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'GET /open HTTP/1.1\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a\nHost: b\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a/b\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a\nName : x\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a\nName: x\n folded\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a\nno colon\n\n' | 400",
                "'GET / HTTP/1.1\nHost: a\n: empty\n\n' | 400",
                "'GET / HTTP/4.2\nHost: a\n\n' | 505",
                "'G@T / HTTP/1.1\nHost: a\n\n' | 400",
                "'\u0001\u0002\u0003\n\n' | 400",
                "'GET http://[ HTTP/1.1\nHost: a\n\n' | 400"
            })
    void what_is_no_http_is_refused_and_the_connection_closed(String request, int status) throws IOException {
        try (RawHttpClient wire = served.wire()) {
            wire.send(request);
            Refusal.with(status, wire.answer());
            assertThat(wire.isClosedByServer()).isTrue();
        }
    }

    @Test
    void a_nul_in_a_header_is_refused() throws IOException {
        Refusal.with(400, served.ask("GET", F, "X-Header: a\0b"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2_000})
    void headers_beyond_the_limit_are_431(int many) throws IOException {
        String header = "X-Header: " + "x".repeat(40_000 / many) + '\n';
        try (RawHttpClient wire = served.wire()) {
            wire.send("GET " + F + " HTTP/1.1\nHost: a\n" + header.repeat(many) + "\n");
            Refusal.with(431, wire.answer());
        }
    }
}
