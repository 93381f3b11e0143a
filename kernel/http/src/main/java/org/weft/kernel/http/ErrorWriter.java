/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the body of an answer that reports a failure; status and headers are there already. */
@FunctionalInterface
public interface ErrorWriter {

    /** One line of text. */
    ErrorWriter PLAIN = (exchange, error) ->
            exchange.send("text/plain; charset=utf-8", (error.message() + '\n').getBytes(StandardCharsets.UTF_8));

    void write(HttpExchange exchange, ErrorInfo error) throws IOException;
}
