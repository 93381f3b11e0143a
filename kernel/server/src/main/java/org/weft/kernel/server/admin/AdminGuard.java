/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.spi.WeftException.Unauthenticated;

/**
 * Who may ask the admin endpoint.
 *
 * @param token the secret that is asked for; empty where the port asks for certificates already
 * @param everywhere whether health and metrics are guarded too
 */
public record AdminGuard(Optional<String> token, boolean everywhere) {

    /** For whoever is on this machine: what reads or changes more than health and metrics wants the token of {@code admin.json}. */
    public static AdminGuard local(String token) {
        return new AdminGuard(Optional.of(token), false);
    }

    /** For other machines. */
    public static AdminGuard remote(Optional<String> token) {
        return new AdminGuard(token, true);
    }

    /** @throws Unauthenticated when the request does not show the token */
    void require(HttpExchange exchange) {
        if (token.isEmpty()) {
            return;
        }
        String authorization = exchange.header("Authorization").orElse("");
        String shown = everywhere
                ? authorization.regionMatches(true, 0, "Bearer ", 0, 7)
                        ? authorization.substring(7).strip()
                        : ""
                : exchange.header("Weft-Admin-Token").orElse("");
        if (!MessageDigest.isEqual(bytes(shown), bytes(token.get()))) {
            throw new Unauthenticated(
                    everywhere
                            ? "send the token of [admin] as Authorization: Bearer"
                            : "send the token of admin.json in the data folder as Weft-Admin-Token");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** @throws Unauthenticated when health and metrics are guarded, and the token is not shown */
    void requireEverywhere(HttpExchange exchange) {
        if (everywhere) {
            require(exchange);
        }
    }

    /** Shows no secret. */
    @Override
    public String toString() {
        return "AdminGuard[everywhere=" + everywhere + "]";
    }
}
