/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields of a request: those of its query, and of its body where that is a form; the body's win. */
public final class FormFields {

    private static final int LONGEST = 64 << 10;
    private static final int MOST = 200;

    private final Map<String, String> fields;

    private FormFields(Map<String, String> fields) {
        this.fields = fields;
    }

    /**
     * Reads the query and the body.
     *
     * @throws HttpFailure 413 when the body has more than 64 KiB, 415 when it is no form
     */
    public static FormFields of(HttpExchange exchange) throws IOException {
        Map<String, String> fields = new HashMap<>();
        read(exchange.query(), fields);
        if (exchange.hasBody()) {
            byte[] body = exchange.body().readNBytes(LONGEST + 1);
            if (body.length > LONGEST) {
                throw new HttpFailure(413, "a form has at most " + LONGEST + " bytes");
            }
            if (body.length > 0) {
                requireForm(exchange);
                read(new String(body, StandardCharsets.UTF_8), fields);
            }
        }
        return new FormFields(fields);
    }

    private static void requireForm(HttpExchange exchange) {
        String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !type.startsWith("application/x-www-form-urlencoded")) {
            throw new HttpFailure(415, "send application/x-www-form-urlencoded");
        }
    }

    private static void read(String text, Map<String, String> fields) {
        if (text.isEmpty()) {
            return;
        }
        String[] pairs = text.split("&", MOST + 1);
        if (pairs.length > MOST) {
            throw new HttpFailure(400, "a request has at most " + MOST + " fields");
        }
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            fields.put(key, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new HttpFailure(400, "the request holds a broken escape");
        }
    }

    /** The value of a field; empty where it was not sent. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The value of a field; the empty text where it was not sent. */
    public String text(String name) {
        return field(name).orElse("");
    }

    /** Whether a field is {@code true} or {@code 1}. */
    public boolean isTrue(String name) {
        return field(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }
}
