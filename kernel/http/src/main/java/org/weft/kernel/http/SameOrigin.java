/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a request that may change something comes from a page of ours, or from a program of the user's own. A browser adds
 * the passwords and cookies that it knows to the requests of other sites' pages too; it tells where they come from in
 * {@code Sec-Fetch-Site}, over plain http in {@code Origin} alone. Nobody else says either, and is no page. Judged once, in
 * front of every endpoint, before anything is looked at.
 */
final class SameOrigin {

    private static final Logger LOG = LoggerFactory.getLogger(SameOrigin.class);

    private SameOrigin() {}

    /** Refuses what a page of another site sends with credentials that are not its own. */
    static void require(HttpExchange exchange, Router.Route route) {
        if (!isAmbient(exchange, route.access()) || !route.endpoint().changes(exchange)) {
            return;
        }
        Optional<String> site = exchange.header("Sec-Fetch-Site");
        Optional<String> origin = exchange.header("Origin");
        if (site.filter(from -> !isOwn(from)).isPresent()
                || exchange.headers("Sec-Fetch-Site").size() > 1
                || exchange.headers("Origin").size() > 1
                || origin.filter(from -> !isOwn(from, exchange.site())).isPresent()) {
            refuse(exchange, site.isPresent() && isOwn(site.get()) && origin.isPresent());
        }
        String proof = route.endpoint().proof();
        if (site.isEmpty() && origin.isEmpty() && !proof.isEmpty()) {
            requireProof(exchange, proof);
        }
    }

    /** Whether a browser would sign the request in by itself, or is to be signed in by it. */
    private static boolean isAmbient(HttpExchange exchange, EndpointAccess access) {
        if (access == EndpointAccess.TOKEN || showsToken(exchange)) {
            return false;
        }
        return access != EndpointAccess.OPEN
                || exchange.header("Authorization").isPresent()
                || exchange.header("Cookie").isPresent();
    }

    /** No page can set these headers at a site that is not its own, unless that site lets it; this one does not. */
    private static boolean showsToken(HttpExchange exchange) {
        return exchange.header("x-access-token").isPresent()
                || exchange.header("public-token").isPresent()
                || exchange.header("X-Reva-Transfer").isPresent()
                || exchange.header("Authorization")
                        .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                        .isPresent();
    }

    private static boolean isOwn(String fetchSite) {
        return fetchSite.equals("same-origin") || fetchSite.equals("none");
    }

    /** Compares scheme, host and port; the address of the site may have a path besides. */
    private static boolean isOwn(String origin, String site) {
        Optional<String> shown = origin(origin);
        return shown.isPresent() && shown.equals(origin(site));
    }

    private static Optional<String> origin(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getScheme() == null || uri.getRawAuthority() == null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            String authority = uri.getRawAuthority().toLowerCase(Locale.ROOT);
            String usual = scheme.equals("https") ? ":443" : ":80";
            return Optional.of(scheme + "://"
                    + (authority.endsWith(usual)
                            ? authority.substring(0, authority.length() - usual.length())
                            : authority));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** @param misled whether the browser says that the page is ours, though under another address than the one known here */
    private static void refuse(HttpExchange exchange, boolean misled) {
        LOG.atDebug()
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.loggedPath())
                .log("foreign-page-refused");
        throw new HttpFailure(
                403,
                misled
                        ? "your browser knows this site by another address than its external-url; tell the operators"
                        : "a page of another site may not do this with your sign-in");
    }

    private static void requireProof(HttpExchange exchange, String proof) {
        if (!exchange.header(proof).filter("true"::equalsIgnoreCase).isPresent()) {
            throw new HttpFailure(
                    403, "send the header '" + proof + ": true', which shows that no page of another site asks");
        }
    }
}
