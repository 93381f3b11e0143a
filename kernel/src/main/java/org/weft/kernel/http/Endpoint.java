/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;

/**
 * Answers the requests below one prefix. Called on a virtual thread, so it may block; the answer is complete when it
 * returns. Thread-safe.
 */
@FunctionalInterface
public interface Endpoint {

    /**
     * Answers one request.
     *
     * @throws org.weft.spi.WeftException answered with the status of {@link StatusMap}, by way of {@link #errors}
     * @throws HttpFailure answered with its status
     * @throws IOException when a stream broke; the connection is closed
     */
    void handle(Exchange exchange) throws IOException;

    /**
     * Who may reach it with this request.
     *
     * @param registered what it was registered with
     */
    default Access access(Exchange exchange, Access registered) {
        return registered;
    }

    /** How failures look to the clients of this endpoint. */
    default Errors errors() {
        return Errors.PLAIN;
    }
}
