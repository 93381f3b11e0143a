/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.weft.kernel.cs3.data.DataGateway;
import org.weft.kernel.cs3.data.DataProvider;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.web.page.RootPage;
import org.weft.kernel.web.page.SiteInfo;

/** Which path of the HTTP port belongs to which protocol. */
final class HealthFeature {

    private HealthFeature() {}

    /**
     * The whole URL space.
     *
     * @param clients takes what the sync clients talk to
     * @param page what the page at the root tells
     * @param sessions who is signed in in a browser
     */
    static Router of(Consumer<Router> clients, Readiness readiness, Supplier<SiteInfo> page, BrowserSessions sessions) {
        Router router = new Router();
        health(router, readiness);
        clients.accept(router);
        new RootPage(page, sessions).register(router);
        return router;
    }

    /** Where bytes come and go that were agreed upon elsewhere. */
    static void data(Router router, DataGateway gateway, DataProvider provider) {
        router.at("/datagateway", EndpointAccess.TOKEN, gateway).at("/data", EndpointAccess.OPEN, provider);
    }

    /** For load balancers: whether the process lives, and whether it wants requests; details are for the operator's port. */
    private static void health(Router router, Readiness readiness) {
        router.at("/healthz", EndpointAccess.OPEN, exchange -> exchange.send("text/plain; charset=utf-8", line("up")));
        router.at(
                "/readyz",
                EndpointAccess.OPEN,
                exchange -> exchange.status(readiness.isReady() ? 200 : 503)
                        .send("text/plain; charset=utf-8", line(readiness.isReady() ? "ready" : "not ready")));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
