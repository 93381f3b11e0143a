/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.FixedAuthenticator;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.testing.OverWire;

@OverWire
class RootPageTest {

    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        Router router = new Router();
        new RootPage(() -> new SiteInfo("1.2.3", "grpc.test:19000", List.of("/home", "/a&b <c>"))).register(router);
        server =
                new HttpServer(HttpSettings.at("127.0.0.1", 0), router, new FixedAuthenticator(), RequestObserver.NONE);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Answer ask(String method, String path, String host) throws IOException {
        try (RawHttpClient wire = new RawHttpClient(server.port())) {
            return wire.send(method + ' ' + path + " HTTP/1.1\nHost: " + host + "\n\n")
                    .answer();
        }
    }

    @Test
    void it_tells_what_runs_and_how_to_connect() throws IOException {
        Answer page = ask("GET", "/", "weft.test");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("http://weft.test/remote.php/webdav")
                .contains("grpc.test:19000")
                .contains("Weft 1.2.3")
                .contains("<html lang=\"en\">");
    }

    @Test
    void nothing_from_elsewhere_is_loaded_and_everything_escaped() throws IOException {
        Answer page = ask("GET", "/", "weft.test");
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'self'");
        assertThat(page.body())
                .contains("<a href=\"/remote.php/dav/tree/a%26b%20%3Cc%3E/\">/a&amp;b &lt;c&gt;</a>")
                .doesNotContain("<script", "<img", "<c>");
        assertThat(ask("GET", "/weft.css", "weft.test").header("Content-Type")).startsWith("text/css");
    }

    @Test
    void other_paths_and_methods_are_refused() throws IOException {
        assertThat(ask("GET", "/none", "weft.test").status()).isEqualTo(404);
        assertThat(ask("DELETE", "/", "weft.test").status()).isEqualTo(405);
    }
}
