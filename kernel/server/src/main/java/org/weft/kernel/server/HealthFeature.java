/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.observe.Readiness;

/** For load balancers: whether the process lives, and whether it wants requests. Details are for the operator's port. */
final class HealthFeature implements Feature {

    private final Readiness readiness;

    HealthFeature(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public String name() {
        return "health";
    }

    @Override
    public void routes(Router router) {
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
