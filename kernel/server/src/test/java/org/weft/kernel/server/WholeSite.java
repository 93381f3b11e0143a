/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.weft.kernel.apps.AppService;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.http.Feature;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.PrincipalSet;
import org.weft.kernel.identity.db.AppPasswordTable;
import org.weft.kernel.identity.db.BrowserSessionTable;
import org.weft.kernel.identity.db.LastSignInTable;
import org.weft.kernel.identity.db.RevocationTable;
import org.weft.kernel.identity.directory.BlockedAccounts;
import org.weft.kernel.identity.directory.DepartedAccounts;
import org.weft.kernel.identity.signin.AppPasswords;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.kernel.identity.signin.Revocations;
import org.weft.kernel.identity.signin.ServiceAccount;
import org.weft.kernel.identity.signin.ServiceAccounts;
import org.weft.kernel.identity.signin.SignIn;
import org.weft.kernel.runtime.config.ConfigFile;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.observe.Readiness;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.web.page.SiteInfo;
import org.weft.spi.Scope;

/** Everything that people and programs reach at a site, in this process: WebDAV, OCS, apps, links, pages, data and CS3. */
public final class WholeSite implements AutoCloseable {

    /** The secret of the program {@code backup}, which may read, and act for marie. */
    public static final String BACKUP = "weft-service-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    public final OfficeSite office;
    public final FakeSite site;
    final AppService apps;
    public final AppPasswords appPasswords;
    public final Revocations revocations;
    final BlockedAccounts blocked;
    final DepartedAccounts departedAccounts;
    public final SignIn signIn;
    public final BrowserSessions sessions;
    public final LinkServices links;
    final Router router;
    final Path blockedFile;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final HttpServer http;
    private final ManagedChannel channel;

    public WholeSite(Path data) throws Exception {
        this.office =
                opened(new OfficeSite(data.resolve("site"), URI.create("http://127.0.0.1:1"), "http://127.0.0.1:1"));
        this.site = office.site;
        this.apps = office.apps;
        Clock clock = Clock.systemUTC();
        ServerConfig config = new ConfigFile(Map.of())
                .parse("test.toml", "[server]\nexternal-url = \"http://127.0.0.1:1\"\n", data)
                .config()
                .orElseThrow();
        this.revocations = new Revocations(new RevocationTable(site.database), clock);
        this.appPasswords = new AppPasswords(new AppPasswordTable(site.database), revocations, clock);
        this.blockedFile = data.resolve("blocked");
        this.blocked = new BlockedAccounts(blockedFile);
        OcmSharesAssembly remote = opened(new OcmSharesAssembly(config));
        this.links = LinksAssembly.of(
                config.links(), site.sharing, List.of(), site.namespace, site.storage, site.resting::isGone, clock);
        OcmAccessTokens visitors = new OcmAccessTokens(site.sharing.rows(), site.tokens, site.resting::isGone, clock);
        ServiceAccounts programs = new ServiceAccounts(List.of(new ServiceAccount(
                "backup", ServiceAccounts.hash(BACKUP), Scope.Role.VIEWER, PrincipalSet.of(List.of("marie")))));
        this.departedAccounts = new DepartedAccounts(
                site.directories, new LastSignInTable(site.database), site.resting, Duration.ofDays(180), site.clock);
        this.signIn = site.signIn(List.of(links.authenticator(), visitors))
                .with(appPasswords)
                .with(revocations)
                .with(programs)
                .with(site.resting, departedAccounts)
                .blocking(blocked);
        this.sessions = new BrowserSessions(
                () -> site.browserProviders,
                signIn,
                new BrowserSessionTable(site.database),
                Duration.ofHours(12),
                apps.sessions()::endOf,
                clock);
        OcmAssembly ocm =
                opened(new OcmAssembly(config, site.database, site.directories, site.sharing, new Metrics(), clock));
        SignInServices services =
                SignInServices.of(site.database, signIn, sessions, new SignInAuthenticator(signIn), clock);
        Features features = new Features(new Features.Parts(
                config,
                data,
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                site.storage,
                site.directories,
                site.sharing,
                links,
                ocm,
                remote.wire(site.sharing, ocm, site.database, visitors, site.directories, clock),
                services,
                UploadAssembly.of(config, site.database, site.storage, site.namespace, data, clock),
                site.orders,
                apps,
                new Readiness(List::of),
                new Metrics(),
                () -> new SiteInfo("0", "127.0.0.1:1", List.of()),
                this::url,
                clock));
        this.router = features.router();
        this.http = opened(new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, services.authenticator(), RequestObserver.NONE));
        http.start();
        for (Feature feature : features.all()) {
            opened(feature).start();
        }
        this.channel = NettyChannelBuilder.forTarget(features.grpc().address())
                .usePlaintext()
                .build();
        opened(channel::shutdownNow);
    }

    private <T extends AutoCloseable> T opened(T part) {
        running.push(part);
        return part;
    }

    private String url() {
        return "http://127.0.0.1:" + http.port();
    }

    int port() {
        return http.port();
    }

    /** CS3's gateway for whoever has this token. */
    GatewayAPIGrpc.GatewayAPIBlockingStub gateway(String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return gateway().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** CS3's gateway for nobody in particular. */
    GatewayAPIGrpc.GatewayAPIBlockingStub gateway() {
        return GatewayAPIGrpc.newBlockingStub(channel);
    }

    ManagedChannel channel() {
        return channel;
    }

    /** A request as it is written here, on a connection of its own. */
    RawHttpClient.Answer send(String method, String path, String body, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method + ' ' + path + " HTTP/1.1\nHost: 127.0.0.1:1\n");
        for (String header : headers) {
            text.append(header).append('\n');
        }
        if (!body.isEmpty() || method.equals("PUT") || method.equals("POST")) {
            text.append("Content-Length: ").append(body.length()).append('\n');
        }
        try (RawHttpClient wire = new RawHttpClient(port())) {
            return wire.send(text.append('\n').append(body).toString()).answer(!method.equals("HEAD"));
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable part : running) {
            part.close();
        }
    }
}
