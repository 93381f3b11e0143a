/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web;

import java.util.Set;
import org.weft.kernel.http.Exchange;
import org.weft.kernel.http.HttpFailure;

/** What every page of ours asks of a request. */
final class Ours {

    private Ours() {}

    static void require(Exchange exchange, Set<String> methods) {
        if (!methods.contains(exchange.method())) {
            exchange.header("Allow", String.join(", ", methods));
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        if (!exchange.below().isEmpty()) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
    }

    /** A browser says where a form comes from; that of another site has no business here. */
    static void requireOurs(Exchange exchange) {
        String from = exchange.header("Sec-Fetch-Site").orElse("none");
        String origin = exchange.header("Origin").orElse("null");
        boolean ours = (from.equals("same-origin") || from.equals("none"))
                && (origin.equals("null") || origin.equals(exchange.origin()));
        if (!ours) {
            throw new HttpFailure(403, "this form was sent by another site");
        }
    }

    static void redirect(Exchange exchange, String to) {
        exchange.status(303).header("Location", to).header("Cache-Control", "no-store");
    }
}
