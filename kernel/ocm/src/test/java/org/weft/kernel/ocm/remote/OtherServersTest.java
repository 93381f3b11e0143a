/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.ocm.remote.RemoteResolver.Remote;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.ErrorCode;
import org.weft.spi.WeftException;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.Content;
import org.weft.spi.storage.Kind;
import org.weft.spi.storage.ListSpec;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.ReadSpec;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.Rights;
import org.weft.testkit.storage.StorageBench;

/** What other servers may answer, well or ill meant. */
@OverWire
class OtherServersTest {

    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "weft-test");
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger renewals = new AtomicInteger();
    private volatile Behaviour behaviour = exchange -> exchange.sendResponseHeaders(500, -1);
    private HttpServer server;
    private WebDavStorageDriver storage;

    /** What the server does. */
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getRequestBody().readAllBytes();
            try (exchange) {
                behaviour.answer(exchange);
            }
        });
        server.start();
        URI root = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/dav/x");
        storage = new WebDavStorageDriver((who, name) -> new Lent(root), outbound, executor);
    }

    private final class Lent implements Remote {
        private final URI root;

        Lent(URI root) {
            this.root = root;
        }

        @Override
        public URI root() {
            return root;
        }

        @Override
        public Rights rights() {
            return Rights.all().minus(Right.ADD_GRANT);
        }

        @Override
        public String authorization() {
            return "Bearer first";
        }

        @Override
        public String renewed(String refused) {
            renewals.incrementAndGet();
            return "Bearer second";
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        outbound.close();
        executor.shutdownNow();
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void answers(String... responses) {
        behaviour = exchange -> send(
                exchange,
                207,
                "application/xml",
                "<d:multistatus xmlns:d=\"DAV:\" xmlns:oc=\"http://owncloud.org/ns\""
                        + " xmlns:m=\"http://open-cloud-mesh.org/ns\">" + String.join("", responses)
                        + "</d:multistatus>");
    }

    private static String response(String href, String properties) {
        return "<d:response><d:href>" + href + "</d:href><d:propstat><d:prop>" + properties
                + "</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>";
    }

    private static final ReadSpec WHOLE = new ReadSpec(node -> new ReadSpec.Span(0, node.size()));

    private static final String FOLDER = "<d:resourcetype><d:collection/></d:resourcetype>";
    private static final String FILE = "<d:resourcetype/><d:getcontentlength>3</d:getcontentlength>";

    private Node stat(String path) throws IOException {
        return storage.stat(StorageBench.caller("marie"), StorageBench.at(path));
    }

    private List<String> names(String path) throws IOException {
        List<Node> nodes = new ArrayList<>();
        storage.list(StorageBench.caller("marie"), StorageBench.at(path), ListSpec.all(), nodes::add);
        return nodes.stream().map(Node::name).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "400,INVALID_ARGUMENT",
        "401,NOT_FOUND",
        "403,FORBIDDEN",
        "404,NOT_FOUND",
        "423,LOCKED",
        "429,UNAVAILABLE",
        "302,UNAVAILABLE",
        "500,UNAVAILABLE",
        "503,UNAVAILABLE"
    })
    void what_a_server_refuses_with_is_told_in_our_words(int status, ErrorCode code) {
        behaviour = exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            send(exchange, status, "text/html", "<html>no");
        };
        assertThat(catchThrowableOfType(WeftException.class, () -> stat("x/a/b")))
                .extracting(WeftException::code)
                .isEqualTo(code == ErrorCode.NOT_FOUND ? ErrorCode.NOT_FOUND : code);
        assertThat(asked).noneMatch(line -> line.contains("/elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>welcome</body></html>",
                "{}",
                "",
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><d:multistatus"
                        + " xmlns:d=\"DAV:\">&e;</d:multistatus>",
                "<d:multistatus xmlns:d=\"DAV:\"><d:response>"
            })
    void what_is_no_webdav_is_no_answer(String body) {
        behaviour = exchange -> send(exchange, 207, "application/xml", body);
        assertThatThrownBy(() -> stat("x")).isInstanceOf(Unavailable.class).hasMessageContaining("127.0.0.1");
    }

    @Test
    void a_page_in_place_of_properties_is_no_answer() {
        behaviour = exchange -> send(exchange, 200, "text/html", "<html>please sign in</html>");
        assertThatThrownBy(() -> stat("x")).isInstanceOf(Unavailable.class).hasMessageContaining("WebDAV");
    }

    @Test
    void one_endless_text_is_not_read_to_its_end() {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(207, 0);
            exchange.getResponseBody().write("<d:multistatus xmlns:d=\"DAV:\"><d:response><d:href>".getBytes(UTF_8));
            byte[] piece = "a".repeat(64 << 10).getBytes(UTF_8);
            for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(piece);
            }
        };
        assertThatThrownBy(() -> stat("x")).isInstanceOf(Unavailable.class).hasMessageContaining("too large");
    }

    @Test
    void names_that_lead_out_of_the_folder_are_left_out() throws IOException {
        answers(
                response("/dav/x/", FOLDER),
                response("/dav/x/good%20one", FILE),
                response("/dav/x/../../etc", FILE),
                response("/dav/x/%2e%2e", FILE),
                response("/dav/x/a%2Fb", FILE),
                response("/dav/x/a%5Cb", FILE),
                response("/dav/x/sub/below", FILE),
                response("/dav/xy", FILE),
                response("/other/file", FILE),
                response("/dav/x/%ff", FILE),
                response("/dav/x/100%2525", FILE),
                response("http://127.0.0.1/dav/x/whole", FILE));
        assertThat(names("x")).containsExactly("good one", "100%25", "whole");
    }

    @Test
    void a_listing_asks_no_deeper_than_the_folder() throws IOException {
        List<String> depths = new CopyOnWriteArrayList<>();
        behaviour = exchange -> {
            depths.add(exchange.getRequestHeaders().getFirst("Depth"));
            send(
                    exchange,
                    207,
                    "application/xml",
                    "<d:multistatus xmlns:d=\"DAV:\">" + response("/dav/x", FOLDER) + "</d:multistatus>");
        };
        assertThat(names("x")).isEmpty();
        assertThat(stat("x").isFolder()).isTrue();
        assertThat(depths).containsExactly("1", "0");
    }

    @Test
    void refused_credentials_are_renewed_once() throws IOException {
        behaviour = exchange -> {
            if (exchange.getRequestHeaders().getFirst("Authorization").equals("Bearer second")) {
                send(
                        exchange,
                        207,
                        "application/xml",
                        "<d:multistatus xmlns:d=\"DAV:\">" + response("/dav/x", FOLDER) + "</d:multistatus>");
            } else {
                send(exchange, 401, "text/plain", "no");
            }
        };
        assertThat(stat("x").isFolder()).isTrue();
        assertThat(renewals).hasValue(1);

        behaviour = exchange -> send(exchange, 401, "text/plain", "never");
        assertThatThrownBy(() -> stat("x")).isInstanceOf(NotFound.class);
        assertThat(renewals).hasValue(2);
    }

    @Test
    void rights_are_those_that_both_sides_give() throws IOException {
        answers(response("/dav/x", FOLDER + "<oc:permissions>RGDNVCK</oc:permissions>"));
        assertThat(stat("x").rights().toSet())
                .contains(Right.UPLOAD, Right.CREATE_CONTAINER, Right.DELETE)
                .doesNotContain(Right.ADD_GRANT);

        answers(response(
                "/dav/x",
                FOLDER + "<oc:permissions>RGDNVCK</oc:permissions>"
                        + "<m:share-permissions>[\"read\"]</m:share-permissions>"));
        assertThat(stat("x").rights()).isEqualTo(Rights.read());
        assertThatThrownBy(() -> storage.put(
                        StorageBench.caller("marie"),
                        StorageBench.at("x/new"),
                        PutSpec.simple(),
                        new ByteArrayInputStream(new byte[3])))
                .isInstanceOfAny(Forbidden.class, NotFound.class);
        assertThat(asked).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void a_server_that_knows_no_ranges_is_read_from_the_beginning() throws IOException {
        behaviour = exchange -> {
            if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, "text/plain", "abc");
            } else {
                send(
                        exchange,
                        207,
                        "application/xml",
                        "<d:multistatus xmlns:d=\"DAV:\">" + response("/dav/x/f", FILE) + "</d:multistatus>");
            }
        };
        ReadSpec last = new ReadSpec(node -> new ReadSpec.Span(1, 2));
        try (Content content = storage.open(StorageBench.caller("marie"), StorageBench.at("x/f"), last)) {
            assertThat(((Content.OfStream) content).stream().readAllBytes()).isEqualTo("bc".getBytes(UTF_8));
        }
    }

    /** As Reva does for every file. */
    @Test
    void a_server_that_refuses_every_part_is_asked_for_the_whole_which_is_cut() throws IOException {
        behaviour = exchange -> {
            if (exchange.getRequestHeaders().getFirst("Range") != null) {
                send(exchange, 416, "text/plain", "");
            } else if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, "text/plain", "abc");
            } else {
                send(
                        exchange,
                        207,
                        "application/xml",
                        "<d:multistatus xmlns:d=\"DAV:\">" + response("/dav/x/f", FILE) + "</d:multistatus>");
            }
        };
        ReadSpec middle = new ReadSpec(node -> new ReadSpec.Span(1, 1));
        try (Content content = storage.open(StorageBench.caller("marie"), StorageBench.at("x/f"), middle)) {
            assertThat(((Content.OfStream) content).stream().readAllBytes()).isEqualTo("b".getBytes(UTF_8));
        }
    }

    /** As opencloudmesh-go does, which shares single files alone. */
    @Test
    void a_server_that_knows_no_properties_is_asked_for_the_file_itself() throws IOException {
        behaviour = exchange -> {
            switch (exchange.getRequestMethod()) {
                case "HEAD" -> {
                    exchange.getResponseHeaders().add("Content-Length", "3");
                    exchange.getResponseHeaders().add("Content-Type", "text/plain");
                    exchange.getResponseHeaders().add("Last-Modified", "Wed, 02 Dec 2026 02:00:00 GMT");
                    exchange.sendResponseHeaders(200, -1);
                }
                case "GET" -> send(exchange, 200, "text/plain", "abc");
                default -> exchange.sendResponseHeaders(405, -1);
            }
        };

        Node file = stat("x");

        assertThat(file.kind()).isEqualTo(Kind.FILE);
        assertThat(file.size()).isEqualTo(3);
        assertThat(file.mediaType()).contains("text/plain");
        assertThat(file.mtime()).isEqualTo(Instant.parse("2026-12-02T02:00:00Z"));
        assertThat(file.rights().has(Right.DOWNLOAD)).isTrue();
        assertThat(file.rights().has(Right.UPLOAD)).isFalse();
        try (Content content = storage.open(StorageBench.caller("marie"), StorageBench.at("x"), WHOLE)) {
            assertThat(((Content.OfStream) content).stream().readAllBytes()).isEqualTo("abc".getBytes(UTF_8));
        }
        assertThatThrownBy(() -> stat("x/below")).isInstanceOf(Unsupported.class);
    }

    /** As Reva does once a secret was exchanged for a token. */
    private void tellsNoSize(String length) {
        behaviour = exchange -> {
            switch (exchange.getRequestMethod()) {
                case "PROPFIND" ->
                    send(
                            exchange,
                            207,
                            "application/xml",
                            "<d:multistatus xmlns:d=\"DAV:\">" + response("/dav/x", "<d:resourcetype/>")
                                    + "</d:multistatus>");
                case "HEAD" -> {
                    exchange.getResponseHeaders().add("Content-Length", length);
                    exchange.sendResponseHeaders(200, -1);
                }
                default -> send(exchange, 200, "text/plain", "hello");
            }
        };
    }

    @Test
    void the_size_that_properties_leave_out_is_asked_for() throws IOException {
        tellsNoSize("5");
        assertThat(stat("x").size()).isEqualTo(5);
        try (Content content = storage.open(StorageBench.caller("marie"), StorageBench.at("x"), WHOLE)) {
            assertThat(((Content.OfStream) content).stream().readAllBytes()).isEqualTo("hello".getBytes(UTF_8));
        }
    }

    @Test
    void a_file_that_is_sent_with_another_length_than_was_told_is_not_read() {
        tellsNoSize("3");
        assertThatThrownBy(() -> storage.open(StorageBench.caller("marie"), StorageBench.at("x"), WHOLE))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("length");
    }

    @Test
    void a_server_that_leaves_out_where_its_addresses_begin_is_understood() throws IOException {
        for (String begin : List.of("", "/x")) {
            answers(
                    response(begin + "/", FOLDER),
                    response(begin + "/good%20one", FILE),
                    response(begin + "/sub/below", FILE),
                    response(begin + "/../../etc", FILE),
                    response("/other/file", FILE));
            assertThat(names("x")).as(begin).containsExactly("good one");
            answers(response(begin + "/", FOLDER));
            assertThat(stat("x").isFolder()).isTrue();
            answers(response(begin + "/sub/f", FILE));
            assertThat(stat("x/sub/f").isFolder()).isFalse();
        }
    }

    @Test
    void a_server_that_tells_of_something_else_than_it_was_asked_for_is_named() {
        answers(response("/elsewhere/f\u00e9", FILE));
        assertThatThrownBy(() -> stat("x"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("asked for /dav/x and told of /elsewhere/f?");
    }

    @Test
    void a_server_that_is_gone_is_told_as_such() {
        server.stop(0);
        assertThatThrownBy(() -> stat("x")).isInstanceOf(Unavailable.class);
    }
}
