/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

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

    static void redirect(Exchange exchange, String to) {
        exchange.status(303).header("Location", to).header("Cache-Control", "no-store");
    }
}
