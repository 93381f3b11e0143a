/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.util.Set;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;

/** What every page of ours asks of a request. */
final class PageRequestCheck {

    private PageRequestCheck() {}

    static void require(HttpExchange exchange, Set<String> methods) {
        if (!methods.contains(exchange.method())) {
            exchange.header("Allow", String.join(", ", methods));
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        if (!exchange.below().isEmpty()) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
    }

    static void redirect(HttpExchange exchange, String to) {
        exchange.status(303).header("Location", to).header("Cache-Control", "no-store");
    }
}
