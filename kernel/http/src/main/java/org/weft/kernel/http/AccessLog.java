/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each request, to the logger {@code weft.access}; no query and no header, for they may hold secrets. */
public final class AccessLog implements RequestObserver {

    private static final Logger LOG = LoggerFactory.getLogger("weft.access");

    @Override
    public void answered(HttpExchange exchange, int status, long bytes, long nanos) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("method", exchange.method())
                .addKeyValue("path", exchange.loggedPath())
                .addKeyValue("status", status)
                .addKeyValue("bytes", bytes)
                .addKeyValue("micros", nanos / 1000)
                .addKeyValue(
                        "user", exchange.visitor().map(v -> v.user().username()).orElse("-"))
                .addKeyValue("from", exchange.remoteAddress())
                .addKeyValue("trace", exchange.trace())
                .log("request");
    }
}
