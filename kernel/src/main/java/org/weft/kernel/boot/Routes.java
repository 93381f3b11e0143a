/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.Access;
import org.weft.kernel.http.Router;
import org.weft.kernel.service.Completions;
import org.weft.kernel.service.SignIn;

/** Which path of the HTTP port belongs to which protocol. */
final class Routes {

    private final Completions completions;
    private final SignIn signIn;

    Routes(Completions completions, SignIn signIn) {
        this.completions = completions;
        this.signIn = signIn;
    }

    Router router() {
        Router router = new Router();
        router.at(
                "/healthz",
                Access.OPEN,
                exchange -> exchange.send("text/plain; charset=utf-8", "up\n".getBytes(StandardCharsets.UTF_8)));
        return router;
    }
}
