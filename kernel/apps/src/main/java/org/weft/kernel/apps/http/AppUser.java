/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import java.time.Instant;
import java.util.Optional;
import org.weft.kernel.http.BasicCredentials;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.sharing.link.LinkAuthenticator;
import org.weft.kernel.sharing.link.LinkCredential;
import org.weft.kernel.sharing.link.LinkVisitor;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.storage.RelPath;

/**
 * Who asks for an app: somebody who is signed in, or a visitor of a public link.
 *
 * @param caller on whose behalf calls are made
 * @param user with names
 * @param top what paths begin at
 * @param until when the access ends by itself
 */
record AppUser(Caller caller, User user, Target top, Optional<Instant> until) {

    /** What a request names a public link by, in a header or in the query; as Reva's clients do. */
    private static final String TOKEN = "public-token";

    /** The token of a link that somebody comes by who shows no access token of their own. */
    static Optional<String> link(HttpExchange exchange) {
        if (exchange.header("x-access-token").isPresent()) {
            return Optional.empty();
        }
        return exchange.header(TOKEN).or(() -> exchange.parameter(TOKEN)).filter(token -> !token.isEmpty());
    }

    static AppUser of(HttpExchange exchange, LinkAuthenticator authenticator) {
        Optional<String> token = link(exchange);
        if (token.isEmpty()) {
            User user = exchange.visitor().orElseThrow().user();
            return new AppUser(exchange.caller(), user, Target.path(RelPath.root()), Optional.empty());
        }
        LinkCredential credential = BasicCredentials.of(exchange)
                .filter(shown -> !shown.secret().isEmpty())
                .<LinkCredential>map(shown -> new LinkCredential.Password(shown.secret()))
                .orElseGet(LinkCredential::none);
        LinkVisitor visitor = authenticator.enter(token.get(), credential, exchange.remoteAddress());
        return new AppUser(
                visitor.caller(exchange.trace()),
                visitor.admitted().user(),
                visitor.target(),
                visitor.link().expires());
    }
}
