/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What anna and ben ask of their site. */
public final class People implements AutoCloseable {

    private final String http;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param http the site's URL */
    public People(String http) {
        this.http = http;
    }

    public HttpResponse<String> ask(String user, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        String secret = user.equals("anna") ? "sesame" : "open";
        String basic = Base64.getEncoder().encodeToString((user + ':' + secret).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http + path))
                .header("Authorization", "Basic " + basic)
                .method(method, BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public void put(String path, String text) throws IOException, InterruptedException {
        assertThat(ask("anna", "PUT", "/dav/tree" + path, text).statusCode()).isIn(201, 204);
    }

    public String read(String path) throws IOException, InterruptedException {
        HttpResponse<String> response = ask("anna", "GET", "/dav/tree" + path, "");
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
    }

    public HttpResponse<String> open(String user, String path, String mode) throws IOException, InterruptedException {
        String form = "path=" + URLEncoder.encode(path, StandardCharsets.UTF_8) + "&view_mode=" + mode;
        return ask(user, "POST", "/app/open", form, "Content-Type", "application/x-www-form-urlencoded");
    }

    @Override
    public void close() {
        client.close();
    }
}
