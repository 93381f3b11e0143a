/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.site;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.storage.archive.ArchiveLimits;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.files.PutRequest;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.web.archive.ArchiverEndpoint;
import org.weft.kernel.web.page.LinkApps;
import org.weft.kernel.web.page.LinkPages;
import org.weft.kernel.web.page.RootPage;
import org.weft.kernel.web.page.SignInPages;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.kernel.webdav.PublicLinkDav;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.Caller;
import org.weft.spi.identity.User;
import org.weft.spi.share.Link;
import org.weft.spi.share.SharePolicy;
import org.weft.spi.storage.RelPath;

/** A {@link FakeSite} whose people share by public links, served over HTTP and CS3 on free ports, and a client of it. */
public final class LinkedSite implements AutoCloseable {

    public final FakeSite site;
    public final MovableClock clock = new MovableClock();
    public final LinkServices linking;
    public final SharingServices sharing;
    public final SignIn signIn;
    public final AppService apps;
    public final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer http;
    private final Cs3Server grpc;

    /** The system's clock, ahead of itself when it is told to. */
    public static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        public void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public LinkedSite(Path data) throws IOException {
        this(data, LinkRules.usual(), List.of());
    }

    public LinkedSite(Path data, LinkRules rules, List<SharePolicy> policies) throws IOException {
        this(data, rules, policies, UnaryOperator.identity());
    }

    /** @param around put around the sources of all connections to databases */
    public LinkedSite(Path data, LinkRules rules, List<SharePolicy> policies, UnaryOperator<DataSource> around)
            throws IOException {
        Path folder = data.resolve("site");
        site = new FakeSite(folder, Set.of(), new Databases(folder, around));
        List<DriverHandle<SharePolicy>> handles = new ArrayList<>();
        policies.forEach(policy -> handles.add(DriverHandle.fixed("policy", policy)));
        sharing = SharingServices.of(new SharingServices.Parts(
                DriverHandle.fixed("shares", site.databases.shares("links")),
                handles,
                new ShareRevisionTable(site.database),
                site.completions,
                site.places,
                site.people,
                SharingSettings.usual(),
                clock));
        linking = LinkServices.of(new LinkServices.Parts(
                sharing.rows(), handles, site.places, site.files, rules, SignInLimits.standard(), clock));
        signIn = site.signIn(List.of(linking.door()));
        apps = OfficeSite.apps(site, URI.create("https://office.example.org/edit"), this::url, user -> false, clock);
        http = http(data);
        http.start();
        grpc = new Cs3Server(
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                new Cs3Services(
                                signIn,
                                site.people,
                                site.completions,
                                site.catalogue,
                                site.orders,
                                this::url,
                                Clock.systemUTC())
                        .with(linking)
                        .with(apps),
                new Metrics());
        grpc.start();
    }

    private HttpServer http(Path data) {
        Router router = new Router();
        ArchiverEndpoint archiver = new ArchiverEndpoint(
                site.files, linking.door(), new ArchiveLimits(20_000, 1L << 30), data.resolve("archives"));
        archiver.register(router);
        new WebDavEndpoint(site.completions, site.people, false).register(router);
        new PublicLinkDav(site.completions, site.people, linking.door(), signIn).register(router);
        new LinkPages(site.files, site.people, linking.door(), site.sessions, archiver, new LinkApps(apps), clock)
                .register(router);
        new SignInPages(site.sessions, signIn, clock).register(router);
        new AppApi(apps, site.completions, linking.door()).register(router);
        new RootPage(() -> new SiteInfo("1.2.3", grpc(), List.of())).register(router);
        DataGateway gateway = new DataGateway(
                site.orders,
                site.files,
                site.completions.revisions(),
                site.uploads,
                site.people::groupsOf,
                who -> site.signIn.requireStill(User.of(who.user(), who.username(), ""), who.voucher()));
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

    public Caller caller(User user) {
        return site.signIn.verify(site.tokenOf(user)).caller();
    }

    public Caller einstein() {
        return caller(FakeSite.EINSTEIN);
    }

    public static Target at(String path) {
        return Target.path(RelPath.parse(path));
    }

    /** Writes a file as einstein. */
    public Resource put(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return site.files
                .put(
                        einstein(),
                        at(path),
                        PutRequest.simple(OptionalLong.of(bytes.length)),
                        new ByteArrayInputStream(bytes))
                .resource();
    }

    /** Makes a folder as einstein. */
    public Resource make(String path) {
        return site.files.makeFolder(einstein(), at(path), Optional.empty(), WriteConditions.plain());
    }

    /** What einstein reads there. */
    public String read(String path) throws IOException {
        try (var opened = site.files.open(einstein(), at(path), FileService.Selection.WHOLE)) {
            return switch (opened.content()) {
                case org.weft.spi.storage.Content.OfStream stream -> text(stream.stream());
                case org.weft.spi.storage.Content.OfFile file ->
                    text(java.nio.channels.Channels.newInputStream(file.channel()));
            };
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The names that einstein sees in a folder. */
    public List<String> names(String path) {
        List<String> names = new ArrayList<>();
        site.files.list(
                einstein(),
                at(path),
                org.weft.spi.storage.ListSpec.all(),
                StatSpec.node(),
                child -> names.add(child.name()));
        names.sort(null);
        return names;
    }

    public Link link(String path, LinkType kind) {
        return linking.links().create(einstein(), at(path), NewLink.of(kind.rights()));
    }

    public Link link(String path, LinkType kind, String password) {
        return linking.links()
                .create(einstein(), at(path), NewLink.of(kind.rights()).withPassword(password));
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
        site.close();
    }
}
