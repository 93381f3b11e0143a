/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.apps.http.AppApi;
import org.weft.kernel.cs3.Cs3Server;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.cs3.data.DataGateway;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.site.LinkedSite;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.web.archive.ArchiverEndpoint;
import org.weft.kernel.web.page.LinkApps;
import org.weft.kernel.web.page.LinkPages;
import org.weft.kernel.web.page.RootPage;
import org.weft.kernel.web.page.SignInPages;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.kernel.webdav.PublicLinkDav;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.identity.User;
import org.weft.spi.share.SharePolicy;

/** A {@link LinkedSite}, served over HTTP and CS3 on free ports, with two apps, and a client of it. */
public final class LinkedServer extends LinkedSite {

    public final AppService apps;
    public final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer http;
    private final Cs3Server grpc;

    public LinkedServer(Path data) throws IOException {
        this(data, LinkRules.usual(), List.of());
    }

    public LinkedServer(Path data, LinkRules rules, List<SharePolicy> policies) throws IOException {
        this(data, rules, policies, UnaryOperator.identity());
    }

    /** @param around put around the sources of all connections to databases */
    public LinkedServer(Path data, LinkRules rules, List<SharePolicy> policies, UnaryOperator<DataSource> around)
            throws IOException {
        super(data, rules, policies, around);
        apps = OfficeSite.apps(site, URI.create("https://office.example.org/edit"), this::url, user -> false, clock);
        http = http(data);
        http.start();
        grpc = new Cs3Server(
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                new Cs3Services(
                                signIn,
                                site.directories,
                                site.storage,
                                site.catalog,
                                site.orders,
                                this::url,
                                Clock.systemUTC())
                        .with(links)
                        .with(apps),
                new Metrics());
        grpc.start();
    }

    private HttpServer http(Path data) {
        Router router = new Router();
        ArchiverEndpoint archiver = new ArchiverEndpoint(
                site.files, links.authenticator(), new ArchiveLimits(20_000, 1L << 30), data.resolve("archives"));
        archiver.register(router);
        new WebDavEndpoint(site.storage, site.directories, false).register(router);
        new PublicLinkDav(site.storage, site.directories, links.authenticator(), signIn).register(router);
        new LinkPages(
                        site.files,
                        site.directories,
                        links.authenticator(),
                        site.sessions,
                        archiver,
                        new LinkApps(apps),
                        clock)
                .register(router);
        new SignInPages(site.sessions, signIn, clock).register(router);
        new AppApi(apps, site.storage, links.authenticator()).register(router);
        new RootPage(() -> new SiteInfo("1.2.3", grpc(), List.of())).register(router);
        DataGateway gateway = new DataGateway(
                site.orders,
                site.files,
                site.storage.versions(),
                site.uploads,
                site.directories::groupsOf,
                who -> site.signIn.requireNotRevoked(User.of(who.user(), who.username(), ""), who.voucher()));
        router.at("/datagateway", EndpointAccess.OPEN, gateway);
        return new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(signIn), RequestObserver.NONE);
    }

    public String url() {
        return "http://127.0.0.1:" + http.port();
    }

    public String grpc() {
        return grpc.address();
    }

    /** A request; headers come in pairs. */
    public HttpResponse<String> ask(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body.isEmpty() && !method.equals("PUT")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public int status(String method, String path, String... headers) throws Exception {
        return ask(method, path, "", headers).statusCode();
    }

    public static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        grpc.close();
        http.close();
        super.close();
    }
}
