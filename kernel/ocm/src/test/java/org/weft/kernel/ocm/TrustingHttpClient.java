/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;

/** A client that believes everything. */
public final class TrustingHttpClient {

    private TrustingHttpClient() {}

    /** What was answered. */
    public record Answer(int status, java.net.http.HttpHeaders headers, String body) {

        public JsonObject json() {
            return JsonParser.parseString(body).getAsJsonObject();
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public String message() {
            return json().get("message").getAsString();
        }
    }

    public static Answer get(URI url, Map<String, String> headers) throws IOException {
        return send("GET", url, headers, "");
    }

    public static Answer send(String method, URI url, Map<String, String> headers, String body) throws IOException {
        return send(HttpClient.newBuilder(), method, url, headers, body);
    }

    /** A request from an address of this machine. */
    public static Answer from(String address, URI url, Map<String, String> headers, String body) throws IOException {
        HttpClient.Builder there = HttpClient.newBuilder().localAddress(InetAddress.getByName(address));
        return send(there, "POST", url, headers, body);
    }

    private static Answer send(
            HttpClient.Builder from, String method, URI url, Map<String, String> headers, String body)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        try (HttpClient client = from.version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }
}
