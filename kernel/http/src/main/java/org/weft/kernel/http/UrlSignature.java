/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.weft.kernel.identity.signin.SignedUrl;

/**
 * Reads what signs a URL, in ownCloud's words. Signed is the URL as the client wrote it, before it added
 * {@code OC-Signature} and {@code OC-Algo}: so what is left of the query stays as it was sent, in its order.
 */
final class UrlSignature {

    private static final String SIGNATURE = "OC-Signature";
    private static final String ALGORITHM = "OC-Algo";

    private UrlSignature() {}

    static boolean isOn(HttpExchange exchange) {
        return !exchange.query().isEmpty() && exchange.parameter(SIGNATURE).isPresent();
    }

    static SignedUrl of(HttpExchange exchange) {
        List<String> kept = new ArrayList<>();
        for (String pair : exchange.query().split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = HttpExchange.decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.equals(SIGNATURE) && !name.equals(ALGORITHM)) {
                kept.add(pair);
            }
        }
        String rest = exchange.rawPath() + '?' + String.join("&", kept);
        // Behind a proxy the server may not know by which scheme, or which name, the client knows it.
        Set<String> sites = new LinkedHashSet<>();
        sites.add(exchange.site());
        sites.add("https://" + exchange.authority());
        sites.add("http://" + exchange.authority());
        return new SignedUrl(
                sites.stream().map(site -> site + rest).toList(),
                exchange.method(),
                text(exchange, "OC-Verb"),
                text(exchange, "OC-Credential"),
                text(exchange, "OC-Date"),
                text(exchange, "OC-Expires"),
                text(exchange, ALGORITHM),
                text(exchange, SIGNATURE));
    }

    private static String text(HttpExchange exchange, String name) {
        return exchange.parameter(name).orElse("");
    }
}
