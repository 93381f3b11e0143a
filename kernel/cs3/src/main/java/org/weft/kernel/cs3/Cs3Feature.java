/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.io.IOException;
import org.weft.kernel.cs3.data.DataGateway;
import org.weft.kernel.cs3.data.DataProvider;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.RequestAuthenticator;
import org.weft.kernel.http.Router;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.spi.identity.User;

/** The CS3 APIs on a port of their own, and over HTTP the data that they agree upon. */
public final class Cs3Feature implements Feature {

    private final DataGateway gateway;
    private final DataProvider provider;
    private final Cs3Server server;

    /** @param authenticator knows who comes for data without a transfer token */
    public Cs3Feature(
            Cs3Settings settings,
            Cs3Services services,
            ResumableUploads uploads,
            RequestAuthenticator authenticator,
            Metrics metrics) {
        this.gateway = new DataGateway(
                services.orders(),
                services.storage().files(),
                services.storage().versions(),
                uploads,
                services.directories()::groupsOf,
                who -> services.signIn().requireNotRevoked(User.of(who.user(), who.username(), ""), who.voucher()));
        this.provider = new DataProvider(gateway, services.orders(), services.storage(), uploads, authenticator);
        this.server = new Cs3Server(settings, services, metrics);
    }

    @Override
    public String name() {
        return "cs3";
    }

    @Override
    public void routes(Router router) {
        router.at("/datagateway", EndpointAccess.TOKEN, gateway).at("/data", EndpointAccess.OPEN, provider);
    }

    @Override
    public void start() throws IOException {
        server.start();
    }

    /** Where it listens, as host and port; once it is started. */
    public String address() {
        return server.address();
    }

    /** The port that it listens on; once it is started. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
