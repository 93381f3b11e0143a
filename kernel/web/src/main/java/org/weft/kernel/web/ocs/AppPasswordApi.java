/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.ocs;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.Session;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.spi.WeftException.Unauthenticated;

/** App passwords as Nextcloud's clients ask for them: one for the password they have, and an end for the one they use. */
final class AppPasswordApi {

    private final SignIn signIn;
    private final AppPasswords passwords;

    AppPasswordApi(SignIn signIn, AppPasswords passwords) {
        this.signIn = signIn;
        this.passwords = passwords;
    }

    /** {@code core/getapppassword}. */
    Object make(HttpExchange exchange) {
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.header("Allow", "GET");
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        String agent = exchange.header("User-Agent").orElse("a program").strip();
        StringBuilder label = new StringBuilder();
        agent.codePoints().filter(c -> !Character.isISOControl(c)).limit(200).forEach(label::appendCodePoint);
        exchange.header("Cache-Control", "no-store");
        return Map.of(
                "apppassword",
                passwords
                        .make(session(exchange), label.toString(), List.of(), Optional.empty())
                        .secret());
    }

    private Session session(HttpExchange exchange) {
        return exchange.visitor()
                .map(user -> signIn.verify(user.accessToken().get()))
                .orElseThrow(() -> new Unauthenticated("sign in first"));
    }

    /** {@code DELETE core/apppassword}. */
    Object revoke(HttpExchange exchange) {
        String used = shown(exchange)
                .filter(AppPasswords::isOne)
                .orElseThrow(() -> new HttpFailure(403, "this ends the app password that you sign in with: use one"));
        passwords.revoke(exchange.caller(), used);
        return List.of();
    }

    /** The password that the request signs in with. Who it is has been judged before. */
    private static Optional<String> shown(HttpExchange exchange) {
        Optional<String> header =
                exchange.header("Authorization").filter(text -> text.regionMatches(true, 0, "Basic ", 0, 6));
        if (header.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.get().substring(6).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            return Optional.of(pair.substring(pair.indexOf(':') + 1));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
