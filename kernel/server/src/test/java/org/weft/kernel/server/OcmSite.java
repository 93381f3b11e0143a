/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.ocm.core.v1beta1.OcmCoreAPIGrpc;
import com.cs3.sharing.ocm.v1beta1.OcmAPIGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.weft.kernel.cs3.Cs3Server;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.ocm.OcmFeature;
import org.weft.kernel.runtime.config.ConfigFile;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.NoticeTable;
import org.weft.kernel.sharing.db.ShareRevisionTable;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.link.PublicLinks;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.ReceivedShares;
import org.weft.kernel.sharing.share.ShareFilter;
import org.weft.kernel.sharing.share.SharingSettings;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.web.ocs.AdvertisedFeatures;
import org.weft.kernel.web.ocs.OcsEndpoint;
import org.weft.kernel.web.page.InvitePages;
import org.weft.kernel.webdav.OcmShareDav;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.identity.User;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.RemoteUser;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareStore;
import org.weft.spi.storage.RelPath;
import org.weft.testkit.TestContext;
import org.weft.testkit.memory.MemoryShareConfig;
import org.weft.testkit.memory.MemoryShareFactory;

/**
 * A whole site of Open Cloud Mesh in this process, at an address of its own: homes in memory, the people of {@link FakeSite},
 * a share store in memory, and everything else as it is served. It can go down and come back.
 */
final class OcmSite implements AutoCloseable {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final PeopleOf people;
    final String host;
    final URI url;
    final SharingServices sharing;
    final OcmSharesAssembly.Services shares;
    final Invitations invitations;
    final StorageServices storage;
    final StateDatabase state;
    private final AtomicLong ahead = new AtomicLong();
    private final HttpSettings settings;
    private final Router router;
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final ManagedChannel channel;
    private HttpServer server;

    /** Who is there. */
    record PeopleOf(FakeSite site) {}

    /**
     * @param address a loopback address that this site alone has
     * @param ocm lines for the table [ocm]
     */
    OcmSite(Path folder, String address, String... ocm) throws Exception {
        this(folder, address, OutboundTimeouts.usual(), ocm);
    }

    /** @param timeouts how long it waits for other sites */
    OcmSite(Path folder, String address, OutboundTimeouts timeouts, String... ocm) throws Exception {
        int port = freePort(address);
        this.host = address + ":" + port;
        this.url = URI.create("http://" + host);
        ServerConfig config = config(folder, url, ocm);
        this.people = new PeopleOf(opened(new FakeSite(folder.resolve("people"))));
        this.state = opened(TestDatabases.sqlite(folder.resolve("state")));
        OcmSharesAssembly remote = opened(new OcmSharesAssembly(config, timeouts));
        Mount home = new Mount(
                "homes",
                "id-homes",
                RelPath.parse("home"),
                Mount.Everyone.NONE,
                Set.of(),
                DriverHandle.fixed("homes", new MemoryStorage()));
        MountTable table = new MountTable(List.of(home), List.of(remote.mount()));
        Namespace namespace = new Namespace(() -> table, () -> System.nanoTime() + ahead.get());
        Clock clock = Clock.systemUTC();
        this.storage = new StorageServices(namespace, state, LockLimits.usual(), clock);
        TestContext context = opened(new TestContext.Site(folder.resolve("shares")).context("shares"));
        ShareStore store = opened(new MemoryShareFactory().create(new MemoryShareConfig("main"), context));
        this.sharing = SharingServices.of(new SharingServices.Parts(
                DriverHandle.fixed("shares", store),
                List.of(DriverHandle.fixed("policy", people.site().policy)),
                new ShareRevisionTable(state),
                storage,
                namespace,
                people.site().directories,
                SharingSettings.usual(),
                remote.sites(),
                clock));
        OcmAssembly wiring = opened(
                new OcmAssembly(config, state, people.site().directories, sharing, new Metrics(), timeouts, clock));
        this.invitations = wiring.invitations();
        this.shares = remote.wire(
                sharing,
                wiring,
                state,
                new OcmAccessTokens(sharing.rows(), people.site().tokens, clock),
                people.site().directories,
                clock);
        this.router = new Router();
        new WebDavEndpoint(storage, people.site().directories, false).register(router);
        PublicLinks links = LinkServices.of(new LinkServices.Parts(
                        sharing.rows(),
                        List.of(),
                        namespace,
                        storage.files(),
                        LinkRules.usual(),
                        SignInLimits.standard(),
                        clock))
                .links();
        AdvertisedFeatures features =
                AdvertisedFeatures.few("1").sharing(links.rules()).federated(true);
        new OcsEndpoint(storage.files(), people.site().directories, people.site().signIn, features)
                .with(sharing, links)
                .with(shares.sharing(), sharing.rules(), wiring.invitations())
                .register(router);
        new OcmFeature(new OcmFeature.Parts(
                        wiring.network(),
                        wiring.invitations(),
                        shares.sharing(),
                        shares.requests(),
                        shares.deliveries(),
                        wiring.queue(),
                        wiring.federations(),
                        clock))
                .routes(router);
        new OcmShareDav(
                        storage,
                        people.site().directories,
                        shares.sharing().tokens(),
                        wiring.network().settings().oldForms())
                .register(router);
        invitePages(wiring, clock).register(router);
        this.settings = HttpSettings.at(address, port).withExternalUrl(url);
        start();
        Cs3Server grpc = opened(new Cs3Server(
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                new Cs3Services(
                                people.site().signIn,
                                people.site().directories,
                                storage,
                                storage.catalog(),
                                people.site().orders,
                                url::toString,
                                clock)
                        .with(wiring.coreServices())
                        .with(sharing)
                        .with(shares.sharing()),
                new Metrics()));
        grpc.start();
        this.channel =
                NettyChannelBuilder.forTarget(grpc.address()).usePlaintext().build();
    }

    private static InvitePages invitePages(OcmAssembly ocm, Clock clock) {
        return new InvitePages(ocm.invitations(), ocm.network().trust(), ocm.discovery(), ocm.formSecret(), clock);
    }

    /** Has time pass, for what is remembered of other sites. */
    void later(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    private <T extends AutoCloseable> T opened(T part) {
        running.push(part);
        return part;
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    private static ServerConfig config(Path folder, URI url, String... ocm) {
        String text =
                "[server]\nexternal-url = \"" + url + "\"\n[ocm]\nprofile = \"open-lab\"\n" + String.join("\n", ocm);
        return new ConfigFile(java.util.Map.of())
                .parse("test.toml", text, folder)
                .config()
                .orElseThrow();
    }

    void start() throws IOException {
        server = new HttpServer(settings, router, new SignInAuthenticator(people.site().signIn), RequestObserver.NONE);
        server.start();
    }

    void stop() {
        server.close();
    }

    /** A request of somebody whose password is the name backwards. */
    HttpResponse<String> ask(String user, String method, String path, String body, String... headers)
            throws IOException {
        String pair = user + ":" + new StringBuilder(user).reverse();
        String[] all = new String[headers.length + 4];
        all[headers.length + 2] = "OCS-APIRequest";
        all[headers.length + 3] = "true";
        all[0] = "Authorization";
        all[1] = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        System.arraycopy(headers, 0, all, 2, headers.length);
        return send(method, path, body, all);
    }

    /** A request of nobody in particular. */
    HttpResponse<String> send(String method, String path, String body, String... headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    /** The secret of a share from here, as its receiver was told it. */
    String secret(ShareId share) {
        byte[] key = Base64.getUrlDecoder()
                .decode(new GeneratedSettings(state).get("ocm.share-key").orElseThrow());
        return new ShareSecrets(key).of(share);
    }

    /** How many notices other sites have not heard yet. */
    int pendingNotices() {
        return (int) new NoticeTable(state).count();
    }

    /** What somebody shares with other sites. */
    List<OcmOut> sent(Caller caller) {
        List<OcmOut> all = new ArrayList<>();
        shares.sharing().sent().list(caller, ShareFilter.any(), "", all::add);
        return all;
    }

    /** What somebody received from other sites. */
    List<ReceivedShares.ReceivedShare> received(Caller caller) {
        List<ReceivedShares.ReceivedShare> all = new ArrayList<>();
        shares.sharing().received().list(caller, Set.of(), ShareFilter.any(), "", all::add);
        return all;
    }

    void befriend(UserId user, UserId other) {
        sharing.rows().invites(box -> {
            box.remember(user, new RemoteUser(other, "a friend", "", Instant.EPOCH));
            return true;
        });
    }

    /** CS3's gateway, for who has this access token. */
    GatewayAPIGrpc.GatewayAPIBlockingStub gateway(String token) {
        return as(GatewayAPIGrpc.newBlockingStub(channel), token);
    }

    GatewayAPIGrpc.GatewayAPIBlockingStub gateway(User user) {
        return gateway(people.site().tokenOf(user));
    }

    /** The service behind the gateway, for somebody here. */
    OcmAPIGrpc.OcmAPIBlockingStub ocm(User user) {
        return as(OcmAPIGrpc.newBlockingStub(channel), people.site().tokenOf(user));
    }

    /** The gateway for nobody in particular. */
    GatewayAPIGrpc.GatewayAPIBlockingStub gateway() {
        return GatewayAPIGrpc.newBlockingStub(channel);
    }

    OcmCoreAPIGrpc.OcmCoreAPIBlockingStub core(User user) {
        return as(OcmCoreAPIGrpc.newBlockingStub(channel), people.site().tokenOf(user));
    }

    private static <S extends AbstractStub<S>> S as(S stub, String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    static Caller caller(User user) {
        return new Caller(
                user.id(),
                user.username(),
                Set.of(),
                List.of(new Scope.User(Scope.Role.OWNER)),
                Optional.empty(),
                Optional.empty(),
                new TraceId("test"));
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow();
        server.close();
        for (AutoCloseable part : running) {
            part.close();
        }
    }
}
