/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import java.io.IOException;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;

/** The addresses below which apps call back: {@code /apps/x/INSTANCE/…}. */
final class AppCallbackEndpoint implements Endpoint {

    private final AppService apps;

    AppCallbackEndpoint(AppService apps) {
        this.apps = apps;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String below = exchange.below();
        if (below.length() < 2) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        int slash = below.indexOf('/', 1);
        String instance = below.substring(1, slash < 0 ? below.length() : slash);
        exchange.header("Cache-Control", "no-store");
        PluginExchange plugins = new PluginExchange(exchange, apps.site(), slash < 0 ? "/" : below.substring(slash));
        apps.callback(instance, plugins, exchange::watch);
        if (!plugins.isAnswered()) {
            throw new HttpFailure(500, "the app provider '" + instance + "' gave no answer");
        }
    }
}
