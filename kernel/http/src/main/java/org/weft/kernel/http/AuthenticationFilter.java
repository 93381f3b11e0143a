/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/**
 * Signs requests in: Basic, Bearer, the header {@code x-access-token}, signed URLs, and the session of somebody who is signed in in
 * the browser. A person who shows nothing is led to the page for that, a program is told how to sign in.
 */
final class AuthenticationFilter {

    private static final String TOKEN = "x-access-token";

    private final RequestAuthenticator authenticator;

    AuthenticationFilter(RequestAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    /**
     * Signs the request in; refuses wrong credentials everywhere, and their absence where the endpoint needs them.
     *
     * @return false when the request is answered: somebody was sent to the page for signing in
     */
    boolean admit(HttpExchange exchange, EndpointAccess access) {
        if (exchange.headers(TOKEN).size() > 1
                || exchange.headers("Authorization").size() > 1) {
            // Whatever stands in front of us may have judged the other one.
            throw new InvalidArgument("a request says once who sends it");
        }
        if (access == EndpointAccess.OWN || access == EndpointAccess.TOKEN) {
            return true;
        }
        Optional<String> token = exchange.header(TOKEN);
        Optional<String> authorization = exchange.header("Authorization");
        if (token.isPresent() && access == EndpointAccess.SIGNED_IN) {
            exchange.signIn(authenticator.enter(token.get()));
        } else if (authorization.isPresent()
                && (access == EndpointAccess.SIGNED_IN || BasicCredentials.isBasic(authorization.get()))) {
            exchange.signIn(enter(authorization.get(), exchange.remoteAddress()));
        } else if (access == EndpointAccess.SIGNED_IN && UrlSignature.isOn(exchange)) {
            exchange.signIn(authenticator.enter(UrlSignature.of(exchange), exchange.remoteAddress()));
        } else if (access == EndpointAccess.SIGNED_IN && !exchange.method().equals("OPTIONS")) {
            return resume(exchange);
        }
        return true;
    }

    private void requireSignedIn(Optional<String> secret) {
        if (secret.flatMap(authenticator::resume).isEmpty()) {
            throw new Unauthenticated("signed out");
        }
    }

    /** A session that has ended is like none: the browser can't know. */
    private boolean resume(HttpExchange exchange) {
        Optional<String> secret = SessionCookie.find(exchange, SessionCookie.SESSION);
        Optional<AuthenticatedUser> visitor = secret.flatMap(authenticator::resume);
        if (visitor.isPresent()) {
            exchange.signIn(visitor.get());
            exchange.watch(() -> requireSignedIn(secret));
            return true;
        }
        if (exchange.isNavigation() && authenticator.hasPages()) {
            String here = exchange.rawPath() + (exchange.query().isEmpty() ? "" : '?' + exchange.query());
            exchange.status(303)
                    .header("Location", "/signin?back=" + URLEncoder.encode(here, StandardCharsets.UTF_8))
                    .header("Cache-Control", "no-store");
            return false;
        }
        throw new Unauthenticated("sign in with user name and password");
    }

    private AuthenticatedUser enter(String authorization, String remoteAddress) {
        int space = authorization.indexOf(' ');
        String scheme = (space < 0 ? authorization : authorization.substring(0, space)).toLowerCase(Locale.ROOT);
        String value = space < 0 ? "" : authorization.substring(space + 1).strip();
        return switch (scheme) {
            case "basic" -> authenticator.enter(BasicCredentials.parse(value), remoteAddress);
            case "bearer" -> bearer(value, remoteAddress);
            default -> throw new Unauthenticated("'" + scheme + "' is no way to sign in here; use Basic or Bearer");
        };
    }

    private AuthenticatedUser bearer(String value, String remoteAddress) {
        try {
            return authenticator.enter(value);
        } catch (Unauthenticated notOurs) {
            if (!authenticator.types().contains("bearer")) {
                throw notOurs;
            }
            return authenticator.enter(new Credentials("bearer", "", value), remoteAddress);
        }
    }

    /** Tells how to sign in. Bearer is named only where it leads somewhere: some clients then ask for nothing else. */
    void challenge(HttpExchange exchange) {
        Set<String> types = authenticator.offered(exchange.header("User-Agent").orElse(""));
        boolean bearer = types.contains("bearer");
        exchange.remove(HttpHeader.WWW_AUTHENTICATE);
        if (types.contains("basic") || types.contains("appauth") || !bearer) {
            exchange.add(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Weft\", charset=\"UTF-8\""));
        }
        if (bearer) {
            // RFC 6750, section 3.1: a program that showed a token learns that it wants a new one.
            String error = showsToken(exchange) ? ", error=\"invalid_token\"" : "";
            exchange.add(new HttpField(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"Weft\"" + error));
        }
    }

    private static boolean showsToken(HttpExchange exchange) {
        return exchange.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, "Bearer ", 0, 7))
                .isPresent();
    }
}
