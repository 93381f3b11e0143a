/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

/** Is told of every request once it has been answered; for metrics and the access log. Thread-safe, and quick. */
@FunctionalInterface
public interface RequestObserver {

    /** Looks away. */
    RequestObserver NONE = (exchange, status, bytes, nanos) -> {};

    /**
     * A request has been answered, or given up.
     *
     * @param status what was sent; 0 when the client went away before anything was
     * @param bytes of the body that were sent
     * @param nanos from the request line to the end
     */
    void answered(HttpExchange exchange, int status, long bytes, long nanos);

    default RequestObserver and(RequestObserver other) {
        return (exchange, status, bytes, nanos) -> {
            answered(exchange, status, bytes, nanos);
            other.answered(exchange, status, bytes, nanos);
        };
    }
}
