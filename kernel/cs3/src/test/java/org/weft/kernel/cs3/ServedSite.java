/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.cs3.data.DataGateway;
import org.weft.kernel.cs3.data.DataProvider;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.db.PreferenceTable;
import org.weft.kernel.identity.signin.Preferences;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.identity.User;

/** A site that listens on two free ports of this machine, and a client of it. */
final class ServedSite implements AutoCloseable {

    private final Metrics metrics = new Metrics();
    private final HttpServer http;
    private final Cs3Server grpc;
    private final Cs3Client client;

    ServedSite(FakeSite site) throws IOException {
        this(site, services -> services, settings -> settings);
    }

    /** With apps. */
    ServedSite(FakeSite site, AppService apps) throws IOException {
        this(site, services -> services.with(apps), settings -> settings);
    }

    /** With other limits than the usual ones, and behind proxies or not. */
    ServedSite(FakeSite site, Cs3Limits limits, ClientAddresses clients) throws IOException {
        this(site, services -> services, settings -> settings.with(limits).with(clients));
    }

    private ServedSite(FakeSite site, UnaryOperator<Cs3Services> more, UnaryOperator<Cs3Settings> settings)
            throws IOException {
        DataGateway gateway = new DataGateway(
                site.orders,
                site.files,
                site.storage.versions(),
                site.uploads,
                site.directories::groupsOf,
                who -> site.signIn.requireNotRevoked(User.of(who.user(), who.username(), ""), who.voucher()));
        SignInAuthenticator door = new SignInAuthenticator(site.signIn);
        Router router = new Router()
                .at("/datagateway", EndpointAccess.OPEN, gateway)
                .at(
                        "/data",
                        EndpointAccess.OPEN,
                        new DataProvider(gateway, site.orders, site.storage, site.uploads, door));
        http = new HttpServer(HttpSettings.at("127.0.0.1", 0), router, door, RequestObserver.NONE);
        http.start();
        grpc = new Cs3Server(
                settings.apply(new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2))),
                more.apply(new Cs3Services(
                                site.signIn,
                                site.directories,
                                site.storage,
                                site.catalog,
                                site.orders,
                                this::url,
                                Clock.systemUTC())
                        .with(site.sharing)
                        .with(new Preferences(new PreferenceTable(site.database)))),
                metrics);
        grpc.start();
        client = new Cs3Client(grpc.address());
    }

    Metrics metrics() {
        return metrics;
    }

    /** Another client, with a connection of its own. */
    Cs3Client another() {
        return new Cs3Client(grpc.address());
    }

    int grpcPort() {
        return grpc.port();
    }

    Cs3Client client() {
        return client;
    }

    String url() {
        return "http://127.0.0.1:" + http.port();
    }

    URI uri(String path) {
        return URI.create(url() + path);
    }

    @Override
    public void close() {
        client.close();
        grpc.close();
        http.close();
    }
}
