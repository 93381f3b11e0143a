/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.util.Optional;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OpenedApp;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.Router;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.Target;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.RelPath;

/** The page that opens a file in an app, for who is signed in. */
public final class AppPage implements Endpoint {

    private static final String PATH = "/apps/open";

    private final AppService apps;

    public AppPage(AppService apps) {
        this.apps = apps;
    }

    /** Takes its places in the URL space. */
    public void register(Router router) {
        router.at(PATH, EndpointAccess.SIGNED_IN, this);
        router.at(AppFrame.SCRIPT, EndpointAccess.OPEN, new ScriptResource("app.js"));
    }

    @Override
    public ErrorWriter errors() {
        return new PageErrors();
    }

    /** Each load begins a session: a page of another site may lead people here, but not load this unseen. */
    @Override
    public boolean changes(HttpExchange exchange) {
        return !exchange.isInSight() || Endpoint.super.changes(exchange);
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.below().isEmpty()) {
            throw new HttpFailure(404, "there is nothing at this path");
        }
        if (!exchange.method().equals("GET")) {
            exchange.header("Allow", "GET");
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        Target target = target(exchange);
        AppLaunch launch = AppFrame.wish(exchange);
        OpenedApp opening;
        try {
            opening = apps.open(
                    exchange.caller(), exchange.visitor().orElseThrow().user(), target, launch);
        } catch (NotFound | Unavailable | Unsupported unopened) {
            Resource file = apps.file(exchange.caller(), target);
            AppExits.of(file).instead(exchange, file, unopened);
            return;
        }
        AppFrame.show(exchange, opening, AppExits.of(opening.file()));
    }

    private static Target target(HttpExchange exchange) {
        Optional<String> id = exchange.parameter("file_id");
        if (id.isPresent()) {
            return Target.id(ResourceId.parse(id.get()));
        }
        return Target.path(RelPath.parse(exchange.parameter("path")
                .orElseThrow(() -> new InvalidArgument("the address must name a file by file_id or path"))));
    }
}
