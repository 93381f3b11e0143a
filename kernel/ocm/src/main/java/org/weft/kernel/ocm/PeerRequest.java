/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.ocm.OcmRefusal.Wrong;
import org.weft.kernel.ocm.signature.HttpMessage;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.spi.WeftException.InvalidArgument;

/** What another site says, whole and not yet believed. For one thread. */
final class PeerRequest {

    private static final int LARGEST = 64 << 10;
    private static final int MOST_FIELDS = 32;

    private final HttpExchange exchange;
    private final byte[] body;

    private PeerRequest(HttpExchange exchange, byte[] body) {
        this.exchange = exchange;
        this.body = body;
    }

    /**
     * Reads the body.
     *
     * @throws OcmRefusal when it is too large
     */
    static PeerRequest read(HttpExchange exchange) throws IOException {
        if (exchange.contentLength().orElse(0) > LARGEST) {
            throw OcmRefusal.of(413, "BODY_TOO_LARGE");
        }
        byte[] body = exchange.body().readNBytes(LARGEST + 1);
        if (body.length > LARGEST) {
            throw OcmRefusal.of(413, "BODY_TOO_LARGE");
        }
        return new PeerRequest(exchange, body);
    }

    HttpExchange exchange() {
        return exchange;
    }

    byte[] body() {
        return body;
    }

    /** The request as its signature sees it: with the URL that the peer was told. */
    HttpMessage message() {
        String query = exchange.query().isEmpty() ? "" : "?" + exchange.query();
        try {
            URI target = URI.create(exchange.site() + exchange.rawPath() + query);
            return new HttpMessage(exchange.method(), target, exchange.headers());
        } catch (IllegalArgumentException malformed) {
            throw OcmRefusal.of(400, "MALFORMED_URL");
        }
    }

    /**
     * The body as JSON.
     *
     * @throws OcmRefusal when it is no JSON object, or says that it is something else
     */
    JsonObject json() {
        if (exchange.header("Content-Type").filter(type -> !isJson(type)).isPresent()) {
            throw OcmRefusal.of(400, "CONTENT_TYPE_NOT_JSON");
        }
        return StrictJson.object(body).orElseThrow(() -> OcmRefusal.of(400, "NO_JSON_OBJECT"));
    }

    private static boolean isJson(String type) {
        int end = type.indexOf(';');
        String bare = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return bare.equals("application/json") || bare.startsWith("application/") && bare.endsWith("+json");
    }

    /** Whether the body is a form. */
    boolean isForm() {
        return exchange.header("Content-Type")
                .filter(type -> type.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33))
                .isPresent();
    }

    /**
     * The fields of a form, each with its first value.
     *
     * @throws OcmRefusal when it is none
     */
    Map<String, String> form() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", MOST_FIELDS)) {
            int equals = pair.indexOf('=');
            try {
                String name = URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8);
                fields.putIfAbsent(
                        name, equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException broken) {
                throw OcmRefusal.of(400, "NO_FORM");
            }
        }
        return fields;
    }

    /**
     * Strings that must be there.
     *
     * @throws OcmRefusal with all that are not
     */
    static Map<String, String> required(JsonObject object, List<String> names) {
        Map<String, String> found = new LinkedHashMap<>();
        List<Wrong> wrong = new ArrayList<>();
        for (String name : names) {
            Optional<String> text = StrictJson.text(object, name);
            if (text.isEmpty()) {
                wrong.add(new Wrong(name, object.has(name) ? "INVALID" : "REQUIRED"));
            }
            found.put(name, text.orElse(""));
        }
        if (!wrong.isEmpty()) {
            throw OcmRefusal.fields(wrong);
        }
        return found;
    }

    /**
     * The host that a field names.
     *
     * @throws OcmRefusal when it names none
     */
    static PeerHost host(String field, String written) {
        try {
            return PeerHost.parse(written);
        } catch (InvalidArgument noHost) {
            throw OcmRefusal.field(field, "INVALID");
        }
    }
}
