/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("wire")
class WeftServerTest {

    private static final String STORAGE = """
            [[storage]]
            name = "common"
            driver = "memory-core"
            mount = "/common"
            everyone = "write"
            """;

    private static HttpResponse<String> ask(WeftServer weft, String method, String path, String body)
            throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString("anna:sesame".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(weft.http() + path))
                .header("Authorization", "Basic " + basic)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void a_driver_is_served_to_real_clients() throws Exception {
        try (WeftServer weft = WeftServer.site().config(STORAGE).start()) {
            assertThat(ask(weft, "PUT", "/dav/tree/common/a.txt", "hello").statusCode())
                    .isEqualTo(201);
            assertThat(ask(weft, "GET", "/dav/tree/common/a.txt", "").body()).isEqualTo("hello");
            assertThat(weft.grpc()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void nothing_runs_and_nothing_lies_around_when_it_is_closed() throws Exception {
        WeftServer weft = WeftServer.site().config(STORAGE).start();
        weft.close();
        assertThat(weft.data()).doesNotExist();
        assertThat(weft.plugins()).doesNotExist();
        assertThatThrownBy(() -> ask(weft, "GET", "/", "")).isInstanceOf(ConnectException.class);
    }

    @Test
    void two_run_side_by_side() throws Exception {
        try (WeftServer one = WeftServer.site().config(STORAGE).start();
                WeftServer other = WeftServer.site().config(STORAGE).start()) {
            ask(one, "PUT", "/dav/tree/common/a.txt", "hello");
            assertThat(ask(other, "GET", "/dav/tree/common/a.txt", "").statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void a_mistake_in_the_configuration_is_told() {
        assertThatThrownBy(() -> WeftServer.site()
                        .config(STORAGE.replace("mount", "mound"))
                        .start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("mound");
    }
}
