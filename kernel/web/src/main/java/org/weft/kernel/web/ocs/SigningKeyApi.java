/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.identity.signin.UrlSigningKeys;

/** {@code cloud/user/signing-key}: the caller's key for URLs of downloads. DELETE, which ownCloud lacks, ends it. */
final class SigningKeyApi {

    private final UrlSigningKeys keys;

    SigningKeyApi(UrlSigningKeys keys) {
        this.keys = keys;
    }

    Object answer(HttpExchange exchange) {
        if (!exchange.below().isEmpty()) {
            throw new HttpFailure(404, "there is no such OCS endpoint here");
        }
        exchange.header("Cache-Control", "no-store");
        return switch (exchange.method()) {
            case "GET" -> told(exchange);
            case "DELETE" -> {
                keys.end(exchange.caller());
                yield List.of();
            }
            default -> {
                exchange.header("Allow", "GET, DELETE");
                throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
            }
        };
    }

    private Map<String, Object> told(HttpExchange exchange) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("user", exchange.caller().username());
        answer.put("signing-key", key(exchange));
        return answer;
    }

    private String key(HttpExchange exchange) {
        return exchange.visitor()
                .map(user -> keys.of(exchange.caller(), user.credential(), user.notRevoked()))
                .orElseGet(() -> keys.of(exchange.caller()));
    }
}
