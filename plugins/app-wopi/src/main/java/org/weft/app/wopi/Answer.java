/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.app.wopi;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.weft.spi.http.Exchange;

/** The answer to a request. For one thread. */
final class Answer {

    private final Exchange exchange;
    private boolean begun;

    Answer(Exchange exchange) {
        this.exchange = exchange;
    }

    boolean isBegun() {
        return begun;
    }

    OutputStream begin(int status, long length) {
        begun = true;
        return exchange.reply(status, length);
    }

    void empty(int status) throws IOException {
        begin(status, 0).close();
    }

    void json(int status, JsonObject body) throws IOException {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        exchange.setHeader("Content-Type", "application/json; charset=utf-8");
        try (OutputStream out = begin(status, bytes.length)) {
            out.write(bytes);
        }
    }

    void refuse(Refusal refusal) throws IOException {
        refusal.headers().forEach(exchange::setHeader);
        JsonObject body = new JsonObject();
        body.addProperty("message", refusal.text());
        json(refusal.status(), body);
    }
}
