/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.util.Set;

/**
 * Answers the requests below one prefix. Called on a virtual thread, so it may block; the answer is complete when it
 * returns. Thread-safe.
 */
@FunctionalInterface
public interface Endpoint {

    /** The methods that change nothing by what they mean. */
    Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH", "TRACE");

    /**
     * Answers one request.
     *
     * @throws org.weft.spi.WeftException answered with the status of {@link StatusMap}, by way of {@link #errors}
     * @throws HttpFailure answered with its status
     * @throws IOException when a stream broke; the connection is closed
     */
    void handle(HttpExchange exchange) throws IOException;

    /**
     * Who may reach it with this request.
     *
     * @param registered what it was registered with
     */
    default EndpointAccess access(HttpExchange exchange, EndpointAccess registered) {
        return registered;
    }

    /**
     * Whether this request may change something. What pages of other sites send is refused then, where a browser adds
     * somebody's password or session to it; a GET that changes something must be told here.
     */
    default boolean changes(HttpExchange exchange) {
        return !SAFE.contains(exchange.method());
    }

    /**
     * The header, with the value {@code true}, that a change must bring which says nothing of the page that it comes from;
     * empty for none. Such is every request that a browser sends over plain http for the address of an image.
     */
    default String proof() {
        return "";
    }

    /** How failures look to the clients of this endpoint. */
    default ErrorWriter errors() {
        return ErrorWriter.PLAIN;
    }
}
