/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.testing.OverWire;

/** XML that is meant to hurt, for each method that reads XML. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OverWire
class XmlBodiesTest {

    private static final String F = DemandsSite.HOME + "f";

    private final Path directory;
    private final DemandsSite served;

    XmlBodiesTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        served = new DemandsSite(directory);
    }

    @BeforeEach
    void prepare() throws IOException {
        served.put(F, "x");
    }

    @AfterAll
    void stop() {
        served.close();
    }

    /** A document that means something to the method, with something in it. */
    private static String document(String method, String prologue, String inside) {
        return prologue
                + switch (method) {
                    case "PROPFIND" ->
                        "<d:propfind xmlns:d=\"DAV:\"><d:prop><d:getetag>" + inside
                                + "</d:getetag></d:prop></d:propfind>";
                    case "PROPPATCH" ->
                        "<d:propertyupdate xmlns:d=\"DAV:\"><d:set><d:prop><x xmlns=\"urn:x\">" + inside
                                + "</x></d:prop></d:set></d:propertyupdate>";
                    default ->
                        "<d:lockinfo xmlns:d=\"DAV:\"><d:lockscope><d:exclusive/></d:lockscope><d:locktype><d:write/>"
                                + "</d:locktype><d:owner>" + inside + "</d:owner></d:lockinfo>";
                };
    }

    private Answer send(String method, String body) throws IOException {
        return served.askWith(body, method, F, "Depth: 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "PROPPATCH", "LOCK"})
    void a_bomb_is_refused(String method) throws IOException {
        StringBuilder bomb = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 \"ha\">");
        for (int i = 1; i <= 40; i++) {
            bomb.append("<!ENTITY a%d \"&a%d;&a%d;&a%d;\">".formatted(i, i - 1, i - 1, i - 1));
        }
        Refusal.with(400, send(method, document(method, bomb.append("]>").toString(), "&a40;")));
        Refusal.with(400, send(method, document(method, "<!DOCTYPE x [<!ENTITY % p \"<!ENTITY q 'r'>\">%p;]>", "&q;")));
        Refusal.with(400, send(method, document(method, "<!DOCTYPE x>", "")));
        Refusal.with(400, send(method, document(method, "", "&undeclared;")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "PROPPATCH", "LOCK"})
    void nothing_is_fetched_from_a_file_or_another_server(String method) throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "the contents of a file");
        AtomicInteger visits = new AtomicInteger();
        try (ServerSocket elsewhere = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread listening = Thread.ofVirtual().start(() -> {
                try (var visitor = elsewhere.accept()) {
                    visits.incrementAndGet();
                } catch (IOException ended) {
                    Thread.currentThread().interrupt();
                }
            });
            String url = "http://127.0.0.1:" + elsewhere.getLocalPort() + "/x";
            for (String target : new String[] {secret.toUri().toString(), url}) {
                Answer entity =
                        send(method, document(method, "<!DOCTYPE x [<!ENTITY e SYSTEM \"" + target + "\">]>", "&e;"));
                Refusal.with(400, entity);
                assertThat(entity.body()).doesNotContain("the contents of a file");
                Refusal.with(400, send(method, document(method, "<!DOCTYPE x SYSTEM \"" + target + "\">", "")));
                Refusal.with(
                        400,
                        send(
                                method,
                                document(method, "<!DOCTYPE x [<!ENTITY % p SYSTEM \"" + target + "\"> %p;]>", "")));
            }
            elsewhere.close();
            listening.join();
        }
        assertThat(visits).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "PROPPATCH", "LOCK"})
    void depth_and_width_have_a_limit(String method) throws IOException {
        Refusal.with(400, send(method, document(method, "", "<a>".repeat(10_000) + "</a>".repeat(10_000))));
        Refusal.with(400, send(method, document(method, "", "<a>".repeat(10_000))));
        StringBuilder attributes = new StringBuilder("<a");
        for (int i = 0; i < 20_000; i++) {
            attributes.append(" b").append(i).append("=\"\"");
        }
        Refusal.with(400, send(method, document(method, "", attributes + "/>")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROPFIND", "PROPPATCH", "LOCK"})
    void ten_megabytes_are_413_with_a_length_and_in_chunks(String method) throws IOException {
        String large = document(method, "", "x".repeat(10 << 20));
        Refusal.with(413, send(method, large));
        try (RawHttpClient wire = served.wire()) {
            wire.send(DemandsSite.head("einstein", method, F, "Depth: 0", "Transfer-Encoding: chunked"));
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    wire.send(Integer.toHexString(large.length()) + "\n" + large + "\n0\n\n");
                } catch (IOException refused) {
                    Thread.currentThread().interrupt();
                }
            });
            Refusal.with(413, wire.answer());
            sending.interrupt();
        }
        assertThat(served.get(F)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "<",
                "<a",
                "</a>",
                "<a></b>",
                "<d:propfind/>",
                "{}",
                "<?xml version=\"1.0\" encoding=\"nonsense\"?><a/>",
                "<?xml version=\"9\"?><a/>",
                "<a/><a/>",
                "<a>\u0001</a>",
                "<a b='1' b='2'/>",
                "<a>]]></a>"
            })
    void what_is_no_xml_is_400(String body) throws IOException {
        for (String method : new String[] {"PROPFIND", "PROPPATCH", "LOCK"}) {
            if (!body.isEmpty() || method.equals("PROPPATCH")) {
                Refusal.with(400, send(method, body));
            }
        }
    }
}
