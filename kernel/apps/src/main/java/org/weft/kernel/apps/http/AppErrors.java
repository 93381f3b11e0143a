/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.ErrorInfo;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;

/** Failures as web clients of apps read them. */
final class AppErrors implements ErrorWriter {

    @Override
    public void write(HttpExchange exchange, ErrorInfo error) throws IOException {
        JsonObject body = new JsonObject();
        body.addProperty("code", word(error.status()));
        body.addProperty("message", error.message());
        exchange.send("application/json; charset=utf-8", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String word(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "RESOURCE_NOT_FOUND";
            case 501 -> "NOT_IMPLEMENTED";
            case 503, 504 -> "SERVICE_UNAVAILABLE";
            case 429 -> "TOO_MANY_REQUESTS";
            default -> status < 500 ? "INVALID_PARAMETER" : "SERVER_ERROR";
        };
    }
}
