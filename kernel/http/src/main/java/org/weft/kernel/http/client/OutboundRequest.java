/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A request with a body that fits in memory.
 *
 * @param method in capitals
 * @param url whom and what
 * @param headers by name
 * @param body empty for none
 */
public record OutboundRequest(String method, URI url, Map<String, String> headers, byte[] body) {

    public OutboundRequest {
        headers = Map.copyOf(headers);
    }

    public static OutboundRequest get(URI url, Map<String, String> headers) {
        return new OutboundRequest("GET", url, headers, new byte[0]);
    }

    /** Method and server; headers, path and body may hold secrets. */
    @Override
    public String toString() {
        return method + " " + OutboundPolicy.shown(url);
    }

    /**
     * What a server answered.
     *
     * @param status the HTTP status
     * @param headers by name in lower case
     * @param body what came
     */
    public record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        public Answer {
            headers = Map.copyOf(headers);
        }

        public List<String> header(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }
}
