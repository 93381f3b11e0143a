/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.ErrorInfo;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.spi.ErrorCode;

/**
 * OCS's envelope: {@code meta} and {@code data}. Version 1 answers 200 whatever happens and tells in {@code meta};
 * version 2 uses HTTP's statuses.
 */
final class OcsEnvelope implements ErrorWriter {

    /** What an endpoint does inside of an envelope. */
    @FunctionalInterface
    interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    /** What every client of ownCloud and Nextcloud sends. */
    private static final String PROOF = "OCS-APIRequest";

    private final boolean first;

    /**
     * @param first whether this is version 1
     */
    OcsEnvelope(boolean first) {
        this.first = first;
    }

    static List<OcsEnvelope> both() {
        return List.of(new OcsEnvelope(true), new OcsEnvelope(false));
    }

    /** Below which path this version is spoken. */
    String root() {
        return first ? "/ocs/v1.php" : "/ocs/v2.php";
    }

    /** An endpoint whose failures come in this envelope. */
    Endpoint around(Handler handler) {
        return around(false, handler);
    }

    /** @param changing whether it changes something by any method */
    Endpoint around(boolean changing, Handler handler) {
        return new Endpoint() {
            @Override
            public boolean changes(HttpExchange exchange) {
                return changing && !exchange.method().equals("OPTIONS") || Endpoint.super.changes(exchange);
            }

            @Override
            public String proof() {
                return PROOF;
            }

            @Override
            public void handle(HttpExchange exchange) throws IOException {
                handler.handle(exchange);
            }

            @Override
            public ErrorWriter errors() {
                return OcsEnvelope.this;
            }
        };
    }

    void answer(HttpExchange exchange, Object data) throws IOException {
        exchange.status(200);
        write(exchange, meta("ok", first ? 100 : 200, "OK"), data);
    }

    @Override
    public void write(HttpExchange exchange, ErrorInfo error) throws IOException {
        int status = status(error);
        int code = first ? firstCode(status) : status;
        exchange.status(first && status != 401 ? 200 : status);
        write(exchange, meta("failure", code, error.message()), Map.of());
    }

    /** Clients of ownCloud and Nextcloud take 412 for a fault of their own; what is shared already is 403 to them. */
    private static int status(ErrorInfo error) {
        return error.code().filter(ErrorCode.ALREADY_EXISTS::equals).isPresent() ? 403 : error.status();
    }

    private static int firstCode(int status) {
        return switch (status) {
            case 401 -> 997;
            case 404, 405 -> 998;
            case 400 -> 400;
            default -> status < 500 ? status : 996;
        };
    }

    private static Map<String, Object> meta(String status, int code, String message) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("status", status);
        meta.put("statuscode", code);
        meta.put("message", message);
        return meta;
    }

    /** A query that can't be read asks for no format: what is wrong with it is told as XML. */
    private static boolean isJson(HttpExchange exchange) {
        try {
            return exchange.parameter("format").filter("json"::equals).isPresent();
        } catch (HttpFailure unreadable) {
            return false;
        }
    }

    private static void write(HttpExchange exchange, Map<String, Object> meta, Object data) throws IOException {
        Map<String, Object> ocs = new LinkedHashMap<>();
        ocs.put("meta", meta);
        ocs.put("data", data);
        boolean json = isJson(exchange);
        String body = json ? OcsSerializer.json(Map.of("ocs", ocs)) : OcsSerializer.xml("ocs", ocs);
        exchange.send(
                json ? "application/json; charset=utf-8" : "text/xml; charset=utf-8",
                body.getBytes(StandardCharsets.UTF_8));
    }
}
