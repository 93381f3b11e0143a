/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.weft.kernel.testing.OverWire;

/** Who the client is, and where it is, as proxies tell it, and as whoever is none pretends to. */
@OverWire
class ProxiesTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Proxies here are 127.0.0.1 and 10/8. */
    private static final ClientAddresses CLIENTS = new ClientAddresses(ProxiesTest::isListed);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private HttpServer server = server(HttpSettings.at("127.0.0.1", 0));

    private static boolean isListed(InetAddress address) {
        return address.getAddress()[0] == 10 || address.equals(InetAddress.ofLiteral("127.0.0.1"));
    }

    private static HttpServer server(HttpSettings settings) {
        Router router = new Router()
                .at(
                        "/who",
                        EndpointAccess.OPEN,
                        exchange -> exchange.send(
                                "text/plain",
                                (exchange.remoteAddress() + " at " + exchange.site()).getBytes(StandardCharsets.UTF_8)))
                .at(
                        "/back",
                        EndpointAccess.OPEN,
                        exchange ->
                                exchange.status(303).header("Location", "/who").cookie("a=1; Path=/s; Secure"));
        return new HttpServer(settings, router, new FixedAuthenticator(), RequestObserver.NONE);
    }

    @BeforeEach
    void listen() throws IOException {
        start(HttpSettings.at("127.0.0.1", 0).with(new ClientAddresses(ProxiesTest::isListed)));
        log.start();
        ((Logger) LoggerFactory.getLogger(ClientAddresses.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(ClientAddresses.class)).detachAppender(log);
        server.close();
    }

    private void start(HttpSettings settings) throws IOException {
        server.close();
        server = server(settings);
        server.start();
    }

    /** What the server answers to a request that comes from an address of this machine. */
    private String ask(String from, byte[] before, String path, String... headers) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(before);
            request.write(("GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"
                            + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().write(request.toByteArray());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException ended) {
            return "";
        }
    }

    private String who(String from, String... headers) throws IOException {
        String answer = ask(from, new byte[0], "/who", headers);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Forwarded-For: 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: 198.51.100.1, 203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: 203.0.113.9, 10.1.1.1, 10.1.1.2 | 203.0.113.9",
                "X-Forwarded-For: 10.1.1.1, 10.1.1.2 | 10.1.1.1",
                "X-Forwarded-For: 203.0.113.9:4711 | 203.0.113.9",
                "X-Forwarded-For: [2001:db8::7]:4711 | 2001:db8:0:0:0:0:0:7",
                "X-Forwarded-For: 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "X-Forwarded-For: ::ffff:203.0.113.9 | 203.0.113.9",
                "X-Forwarded-For: unknown | 127.0.0.1",
                "X-Forwarded-For: 203.0.113.9, what, 10.1.1.1 | 10.1.1.1",
                "X-Forwarded-For: 203.0.113.9, | 127.0.0.1",
                "X-Forwarded-For: localhost | 127.0.0.1",
                "Forwarded: for=203.0.113.9;proto=https | 203.0.113.9",
                "Forwarded: by=10.1.1.1; For=\"203.0.113.9:80\" | 203.0.113.9",
                "Forwarded: for=\"[2001:db8::7]:4711\" | 2001:db8:0:0:0:0:0:7",
                "Forwarded: for=198.51.100.1, for=203.0.113.9 | 203.0.113.9",
                "Forwarded: for=203.0.113.9, for=10.1.1.1 | 203.0.113.9",
                "Forwarded: for=_hidden | 127.0.0.1",
                "Forwarded: for=203.0.113.9;by=\"a,b\" | 203.0.113.9",
                "Forwarded: proto=https | 127.0.0.1"
            })
    void the_last_address_that_is_no_proxy_s_is_the_client(String header, String client) throws IOException {
        assertThat(who("127.0.0.1", header)).isEqualTo(client + " at http://here");
        assertThat(log.list).isEmpty();
    }

    @Test
    void a_second_header_that_a_client_slips_through_a_proxy_changes_nothing_for_others() throws IOException {
        assertThat(who("127.0.0.1", "X-Forwarded-For: 203.0.113.9", "Forwarded: for=203.0.113.9"))
                .startsWith("203.0.113.9 ");
        assertThat(who("127.0.0.1", "X-Forwarded-For: 203.0.113.9", "Forwarded: for=198.51.100.1"))
                .startsWith("127.0.0.1 ");
        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("proxy-headers-disagree");
    }

    @Test
    void several_lines_are_one_chain() throws IOException {
        assertThat(who("127.0.0.1", "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 203.0.113.9"))
                .startsWith("203.0.113.9 ");
    }

    @Test
    void whoever_is_not_listed_is_not_believed_and_that_is_logged_once() throws IOException {
        for (int i = 0; i < 5; i++) {
            assertThat(who(
                            "127.0.0.2",
                            "X-Forwarded-For: 203.0.113.9",
                            "X-Forwarded-Host: evil.example",
                            "X-Forwarded-Proto: https",
                            "X-Forwarded-Prefix: /iop"))
                    .isEqualTo("127.0.0.2 at http://here");
        }
        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("proxy-not-listed");
        assertThat(log.list.getFirst().getKeyValuePairs().toString()).contains("127.0.0.2");
    }

    @Test
    void a_listed_proxy_tells_where_the_site_is_unless_the_configuration_does() throws IOException {
        String[] told = {"X-Forwarded-Host: files.example.org", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /iop/"
        };
        assertThat(who("127.0.0.1", told)).endsWith(" at https://files.example.org/iop");
        assertThat(who("127.0.0.1", "X-Forwarded-Host: evil.example, files.example.org:8443"))
                .endsWith(" at http://files.example.org:8443");
        for (String odd : List.of(
                "X-Forwarded-Host: a/b",
                "X-Forwarded-Host: a@b",
                "X-Forwarded-Prefix: /../x",
                "X-Forwarded-Prefix: //evil.example",
                "X-Forwarded-Prefix: /a\"b",
                "X-Forwarded-Proto: javascript")) {
            assertThat(who("127.0.0.1", odd)).as(odd).endsWith(" at http://here");
        }

        start(HttpSettings.at("127.0.0.1", 0).with(CLIENTS).withExternalUrl(URI.create("https://weft.example/files/")));
        assertThat(who("127.0.0.1", told)).endsWith(" at https://weft.example/files");
    }

    @Test
    void redirects_and_cookies_carry_the_prefix_that_the_proxy_takes_away() throws IOException {
        assertThat(ask("127.0.0.1", new byte[0], "/back", "X-Forwarded-Prefix: /iop"))
                .contains("Location: /iop/who\r\n", "Set-Cookie: a=1; Path=/iop/s; Secure\r\n");
        assertThat(ask("127.0.0.1", new byte[0], "/back"))
                .contains("Location: /who\r\n", "Set-Cookie: a=1; Path=/s; Secure\r\n");
    }

    private static byte[] proxied(String client) {
        return HexFormat.of().parseHex(SIGNATURE + "2111000c" + hex(client) + hex("127.0.0.1") + "1267" + "0050");
    }

    private static String hex(String address) {
        return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress());
    }

    @Test
    void a_listed_proxy_tells_the_client_by_the_proxy_protocol_or_not_at_all() throws IOException {
        assertThat(ask("127.0.0.1", proxied("203.0.113.9"), "/who")).contains("203.0.113.9 at http://here");
        assertThat(ask(
                        "127.0.0.1",
                        "PROXY TCP4 203.0.113.8 127.0.0.1 4711 80\r\n".getBytes(StandardCharsets.US_ASCII),
                        "/who"))
                .contains("203.0.113.8 at http://here");
        assertThat(ask("127.0.0.1", HexFormat.of().parseHex(SIGNATURE + "20000000"), "/who"))
                .as("a health check of the proxy's own")
                .contains("127.0.0.1 at http://here");
        assertThat(who("127.0.0.1")).isEqualTo("127.0.0.1 at http://here");
        assertThat(log.list).isEmpty();
    }

    @Test
    void headers_of_a_client_that_the_proxy_protocol_names_are_not_believed() throws IOException {
        assertThat(ask("127.0.0.1", proxied("203.0.113.9"), "/who", "X-Forwarded-For: 198.51.100.1"))
                .contains("203.0.113.9 at");
        assertThat(ask("127.0.0.1", proxied("10.1.1.1"), "/who", "X-Forwarded-For: 198.51.100.1"))
                .as("one proxy before another")
                .contains("198.51.100.1 at");
    }

    @Test
    void nobody_else_gets_an_answer_by_the_proxy_protocol() throws IOException {
        assertThat(ask("127.0.0.2", proxied("203.0.113.9"), "/who")).isEmpty();
        assertThat(log.list).extracting(ILoggingEvent::getMessage).containsExactly("proxy-not-listed");
        assertThat(ask("127.0.0.2", Arrays.copyOf(proxied("203.0.113.9"), 5), "/who"))
                .doesNotContain("203.0.113.9");
        assertThat(who("127.0.0.2")).isEqualTo("127.0.0.2 at http://here");
    }
}
