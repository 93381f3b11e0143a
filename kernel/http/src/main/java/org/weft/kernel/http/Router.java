/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoint answers a path: the longest prefix, whole segments only. Filled before the server starts, then read
 * only.
 */
public final class Router {

    private final List<Route> routes = new ArrayList<>();
    private Optional<ErrorWriter> people = Optional.empty();

    /**
     * How failures look, at whatever address, to somebody who waits for a page in a browser; programs get what the endpoint
     * has for them.
     */
    public Router people(ErrorWriter pages) {
        people = Optional.of(pages);
        return this;
    }

    ErrorWriter errors(HttpExchange exchange, ErrorWriter programs) {
        return exchange.isNavigation() ? people.orElse(programs) : programs;
    }

    /**
     * Gives a prefix to an endpoint, for all methods.
     *
     * @param prefix begins with a slash and does not end with one, except for the root {@code /}
     */
    public Router at(String prefix, EndpointAccess access, Endpoint endpoint) {
        return at(prefix, Set.of(), access, endpoint);
    }

    /**
     * Gives some methods at a prefix to an endpoint; it goes before an endpoint for all methods at the same prefix.
     *
     * @param methods upper case; empty for all
     */
    public Router at(String prefix, Set<String> methods, EndpointAccess access, Endpoint endpoint) {
        String canonical = prefix.equals("/") ? "" : prefix;
        if (!canonical.isEmpty() && (!canonical.startsWith("/") || canonical.endsWith("/"))) {
            throw new IllegalArgumentException("a prefix looks like /a/b, not " + prefix);
        }
        routes.add(new Route(canonical, Set.copyOf(methods), access, endpoint));
        routes.sort(Comparator.comparingInt((Route route) -> route.prefix().length())
                .reversed()
                .thenComparing(route -> route.methods().isEmpty()));
        return this;
    }

    /** All prefixes, in the order in which they are tried. */
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /** The endpoint for a decoded path. */
    Optional<Route> find(String method, String path) {
        for (Route route : routes) {
            if (route.covers(path)
                    && (route.methods().isEmpty() || route.methods().contains(method))) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /**
     * A prefix and who answers there.
     *
     * @param prefix without a slash at its end; empty for the root
     */
    public record Route(String prefix, Set<String> methods, EndpointAccess access, Endpoint endpoint) {

        boolean covers(String path) {
            return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }
    }
}
