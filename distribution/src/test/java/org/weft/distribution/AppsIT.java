/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as it is shipped, and an office that opens one of its files, saves it, and is respected by others meanwhile. */
class AppsIT {

    private static final String DISCOVERY = """
            <wopi-discovery><net-zone name="external-http"><app name="Writer">
            <action name="edit" ext="odt" urlsrc="%s/edit?"/>
            </app></net-zone></wopi-discovery>
            """;

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer office;

    @BeforeEach
    void startOffice() throws Exception {
        office = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] discovery = DISCOVERY.formatted(officeUrl()).getBytes(StandardCharsets.UTF_8);
        office.createContext("/hosting/discovery", exchange -> {
            exchange.sendResponseHeaders(200, discovery.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(discovery);
            }
        });
        office.start();
    }

    @AfterEach
    void stopOffice() {
        office.stop(0);
        client.close();
    }

    private String officeUrl() {
        return "http://127.0.0.1:" + office.getAddress().getPort();
    }

    private HttpResponse<String> send(String method, String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String[] einstein(String... more) {
        String pair = Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));
        String[] headers = new String[more.length + 2];
        headers[0] = "Authorization";
        headers[1] = "Basic " + pair;
        System.arraycopy(more, 0, headers, 2, more.length);
        return headers;
    }

    private static String part(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        assertThat(start).as(text).isGreaterThanOrEqualTo(before.length());
        return text.substring(start, text.indexOf(after, start));
    }

    @Test
    void a_document_is_opened_and_saved_by_an_office() throws Exception {
        Path config = Files.writeString(folder.resolve("weft.toml"), """
                [[app]]
                name = "office"
                driver = "wopi"
                options = { url = "%s", product = "collabora" }
                """.formatted(officeUrl()));
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString())) {
            String file = weft.http() + "/remote.php/webdav/letter.odt";
            assertThat(send("PUT", file, "Dear", einstein()).statusCode()).isEqualTo(201);
            assertThat(send("GET", weft.http() + "/app/list", "").body()).contains("\"ext\":\"odt\"", "Collabora");
            HttpResponse<String> opened = send(
                    "POST",
                    weft.http() + "/app/open",
                    "path=/home/letter.odt",
                    einstein("Content-Type", "application/x-www-form-urlencoded"));
            assertThat(opened.statusCode()).as(opened.body()).isEqualTo(200);
            String source = URLDecoder.decode(part(opened.body(), "WOPISrc=", "\""), StandardCharsets.UTF_8);
            String token = "?access_token=" + part(opened.body(), "\"access_token\":\"", "\"");

            assertThat(send("GET", source + token, "").body()).contains("\"BaseFileName\":\"letter.odt\"");
            assertThat(send("GET", source + "/contents" + token, "").body()).isEqualTo("Dear");
            assertThat(send("POST", source + token, "", "X-WOPI-Override", "LOCK", "X-WOPI-Lock", "L")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send("PUT", file, "overwritten", einstein()).statusCode())
                    .isEqualTo(423);
            assertThat(send(
                                    "POST",
                                    source + "/contents" + token,
                                    "Dear Marie",
                                    "X-WOPI-Override",
                                    "PUT",
                                    "X-WOPI-Lock",
                                    "L")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send("POST", source + token, "", "X-WOPI-Override", "UNLOCK", "X-WOPI-Lock", "L")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(send("GET", file, "", einstein()).body()).isEqualTo("Dear Marie");
            assertThat(send("GET", source + token + "x", "").statusCode()).isEqualTo(401);
            assertThat(weft.log()).doesNotContain(part(token + " ", "a1.", " "));
        }
    }

    @Test
    void the_plugin_is_fit() throws Exception {
        Command verified = Command.run(
                folder,
                RunningWeft.distribution().resolve("bin/weft").toString(),
                "plugins",
                "verify",
                Shipped.plugin("weft-app-wopi").toString());

        assertThat(verified.exitCode()).as(verified.output()).isZero();
    }
}
