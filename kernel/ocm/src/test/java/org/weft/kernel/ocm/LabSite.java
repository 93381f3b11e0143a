/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.sharing.db.InviteTable;
import org.weft.kernel.sharing.invite.Invitations;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.PeerTrust;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.share.InviteBox;
import org.weft.testkit.TestContext;
import org.weft.testkit.memory.MemoryShareConfig;
import org.weft.testkit.memory.MemoryShareFactory;

/** A site in a laboratory, that listens on an address of this machine and speaks with others there. */
public final class LabSite implements AutoCloseable {

    public final FakeSite people;
    final OcmSettings settings;
    public final PeerNetwork network;
    final Shelf shelf = new Shelf();
    public final Invitations invitations;
    final InviteBox box;
    final int port;
    public final DiscoveryLookup finder;
    private final String address;
    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "Weft/test");
    private final HttpServer http;
    private final List<HttpServer> more = new CopyOnWriteArrayList<>();

    /** What the servers on one database have seen. */
    static ReplayGuard seen(FakeSite people) {
        SeenMessageTable table = new SeenMessageTable(people.database);
        return (id, now, until) -> table.remember(id, new SeenMessageTable.First(now.at(), now.from()), until)
                .map(first -> new ReplayGuard.First(first.at(), first.from()));
    }

    /** What a test serves beside Open Cloud Mesh. */
    @FunctionalInterface
    public interface Beside {

        /** @param site ready but for its HTTP server */
        void register(Router router, LabSite site);
    }

    public LabSite(Path data, String address) throws IOException {
        this(data, address, Clock.systemUTC(), List.of(), settings -> settings);
    }

    public LabSite(Path data, String address, Clock clock, List<ProviderList> sources, UnaryOperator<OcmSettings> tune)
            throws IOException {
        this(data, address, clock, sources, tune, (router, site) -> {});
    }

    public LabSite(
            Path data,
            String address,
            Clock clock,
            List<ProviderList> sources,
            UnaryOperator<OcmSettings> tune,
            Beside beside)
            throws IOException {
        this.address = address;
        this.port = freePort(address);
        this.people = new FakeSite(data);
        this.settings = tune.apply(lab(Optional.of(URI.create(url()))));
        PeerTrust trust = new PeerTrust(PeerTrust.Rules.of(settings.host(), List.of("evil.example"), true), sources);
        this.network = new PeerNetwork(settings, trust, outbound, shelf, seen(people), clock);
        this.box = new MemoryShareFactory()
                .create(
                        new MemoryShareConfig(address + port),
                        new TestContext.Site(data.resolve("context")).context("shares"))
                .invites();
        this.invitations = new Invitations(
                new Invitations.Settings(settings.host(), Duration.ofDays(7), Integer.MAX_VALUE),
                new Kept(box),
                new InviteTable(people.database),
                trust,
                new HttpInviteClient(network),
                people.directories,
                clock);
        Router router = new Router();
        network.register(router, new AdvertisedServices(true, false, true, true));
        new InviteEndpoint(network, invitations).register(router);
        NotificationEndpoint notifications = new NotificationEndpoint(network);
        new ContactNotifications(invitations).listen(notifications);
        notifications.register(router);
        finder = new DiscoveryLookup(network);
        new ScienceMeshApi(network, invitations, finder, clock).register(router);
        beside.register(router, this);
        echo(network, router);
        this.http = serve(router, port);
    }

    private static void echo(PeerNetwork network, Router router) {
        network.at(router, "echo", request -> {
            JsonObject body = request.json();
            PeerAuthenticator.Sender sender = network.door()
                    .admit(
                            request,
                            PeerRequest.host(
                                    "sender", StrictJson.text(body, "sender").orElse("")));
            JsonObject answer = new JsonObject();
            answer.addProperty("signed", sender.signed());
            request.exchange().status(201).send("application/json", StrictJson.bytes(answer));
        });
    }

    private HttpServer serve(Router router, int at) throws IOException {
        HttpSettings listen = HttpSettings.at(address, at);
        HttpServer server = new HttpServer(
                settings.site().map(listen::withExternalUrl).orElse(listen),
                router,
                new SignInAuthenticator(people.signIn),
                RequestObserver.NONE);
        server.start();
        return server;
    }

    /** Where another server of the same site listens, that has nothing but the database in common with this one. */
    URI secondServer() throws IOException {
        PeerNetwork other =
                new PeerNetwork(settings, network.trust(), outbound, shelf, seen(people), Clock.systemUTC());
        Router router = new Router();
        echo(other, router);
        HttpServer server = serve(router, 0);
        more.add(server);
        return URI.create("http://" + address + ":" + server.port() + "/ocm/echo");
    }

    static OcmSettings lab(Optional<URI> site) {
        return new OcmSettings(site, "1.4.0", "Laboratory", false, false, false, true, true, true, true);
    }

    /** The lab's settings with other demands. */
    static UnaryOperator<OcmSettings> demanding(boolean mustSign, boolean oldSignatures) {
        return of -> new OcmSettings(
                of.site(),
                of.apiVersion(),
                of.provider(),
                mustSign,
                of.mustExchange(),
                of.mustInvite(),
                oldSignatures,
                of.exchangesTokens(),
                of.oldForms(),
                of.lab());
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    public String url() {
        return "http://" + address + ":" + port;
    }

    public URI uri(String path) {
        return URI.create(url() + path);
    }

    public PeerHost host() {
        return PeerHost.parse(url());
    }

    @Override
    public void close() {
        http.close();
        more.forEach(HttpServer::close);
        outbound.close();
        people.close();
    }

    /** A box that does not fail. */
    record Kept(InviteBox box) implements Invitations.Box {

        @Override
        public <T> T ask(Question<T> question) {
            try {
                return question.of(box);
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /** Keys in memory. */
    static final class Shelf implements SiteKeyStore {

        private final List<Kept> keys = new CopyOnWriteArrayList<>();

        @Override
        public List<Kept> all() {
            return new ArrayList<>(keys);
        }

        @Override
        public void add(List<Kept> more, int seen) {
            if (keys.size() == seen) {
                keys.addAll(more);
            }
        }

        @Override
        public void remove(String kid) {
            keys.removeIf(kept -> kept.kid().equals(kid));
        }
    }
}
