/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.client.Outgoing;
import org.weft.kernel.http.client.Patience;
import org.weft.kernel.identity.directory.People;
import org.weft.kernel.ocm.Mesh;
import org.weft.kernel.ocm.Notifications;
import org.weft.kernel.ocm.RequestCalls;
import org.weft.kernel.ocm.ShareCalls;
import org.weft.kernel.ocm.ShareEndpoints;
import org.weft.kernel.ocm.ShareNotices;
import org.weft.kernel.ocm.ShareRequestDoors;
import org.weft.kernel.ocm.remote.Remotes;
import org.weft.kernel.ocm.remote.WebDavStorage;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.database.Settings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.limit.Brake;
import org.weft.kernel.runtime.limit.Rates;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.Sharing;
import org.weft.kernel.sharing.db.ShareRequestTable;
import org.weft.kernel.sharing.ocm.OcmDeliveries;
import org.weft.kernel.sharing.ocm.OcmNotices;
import org.weft.kernel.sharing.ocm.OcmPeers;
import org.weft.kernel.sharing.ocm.OcmReceived;
import org.weft.kernel.sharing.ocm.OcmShares;
import org.weft.kernel.sharing.ocm.OcmSharing;
import org.weft.kernel.sharing.ocm.OcmTokens;
import org.weft.kernel.sharing.ocm.RemoteAccess;
import org.weft.kernel.sharing.ocm.ShareRequests;
import org.weft.kernel.sharing.peer.HostTurns;
import org.weft.kernel.sharing.peer.PeerQueue;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.OcmSites;
import org.weft.kernel.sharing.share.ShareRows;
import org.weft.kernel.storage.Completions;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Received;
import org.weft.kernel.webdav.OcmFiles;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.TraceId;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.share.OcmIn;
import org.weft.spi.share.OcmOut;
import org.weft.spi.share.ShareId;
import org.weft.spi.share.ShareState;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.Ref;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/**
 * Makes what shares between sites are made of: the storage that leads to what was received, whose mount is there before
 * anything else, and the services, which come once there is a store.
 */
final class RemoteShares implements AutoCloseable {

    /** The id of the storage that received shares lie in. */
    static final String STORAGE = "ocm-received";

    private static final int OFFERS_PER_HOUR = 600;

    private static final Caller SERVER = new Caller(
            new UserId("", "weft", UserType.SERVICE),
            "weft",
            Set.of(),
            List.of(new Scope.User(Scope.Role.VIEWER)),
            java.util.Optional.empty(),
            java.util.Optional.empty(),
            new TraceId("ocm"));

    private final Outgoing outgoing;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HostTurns looks = new HostTurns(executor);
    private final CompletableFuture<RemoteAccess> access = new CompletableFuture<>();
    private final CompletableFuture<OcmReceived> told = new CompletableFuture<>();
    private final RelPath folder;

    RemoteShares(ServerConfig config) {
        this(config, Patience.usual());
    }

    /** @param patience how long other sites are waited for */
    RemoteShares(ServerConfig config, Patience patience) {
        this.outgoing = OcmWiring.outgoing(OcmWiring.settings(config), patience);
        this.folder = RelPath.root().resolve(config.shares().folder());
    }

    Mount mount() {
        WebDavStorage storage =
                new WebDavStorage((who, name) -> remote(access.join().open(who, name)), outgoing, executor);
        return new Mount(STORAGE, STORAGE, folder, Mount.Everyone.NONE, Set.of(), DriverHandle.fixed(STORAGE, storage));
    }

    private static Remotes.Remote remote(RemoteAccess.Opened opened) {
        return new Remote(opened, opened.rights());
    }

    private record Remote(RemoteAccess.Opened opened, Rights rights) implements Remotes.Remote {
        @Override
        public URI root() {
            return opened.root();
        }

        @Override
        public String authorization() {
            return opened.authorization();
        }

        @Override
        public String renewed(String refused) {
            return opened.renewed(refused);
        }
    }

    /** What a share's own site says that it gives now. */
    private Rights now(ShareId share) {
        WebDavStorage look = new WebDavStorage(
                (who, name) -> new Remote(access.join().look(share), Rights.all()), outgoing, executor);
        try {
            return look.stat(SERVER, Ref.path(RelPath.parse(share.value()))).rights();
        } catch (java.io.IOException silent) {
            throw new Unavailable("the site that the share came from does not answer", silent);
        }
    }

    /** The other sites, which can be spoken with once the services are there. */
    OcmSites sites() {
        return new OcmSites() {
            @Override
            public void decided(OcmIn share, ShareState state) {
                told.join().decided(share, state);
            }

            @Override
            public void requireStanding(OcmIn share) {
                told.join().requireStanding(share);
            }

            @Override
            public void ended(OcmOut share) {
                told.join().ended(share);
            }

            @Override
            public void soon(String host, Runnable work) {
                looks.take(host, work);
            }

            @Override
            public Node unseen(Received.Elsewhere item) {
                return WebDavStorage.unseen(item.path(), item.kind(), item.rights());
            }
        };
    }

    /**
     * The services.
     *
     * @param sharing what other protocols see of it
     */
    record Services(
            OcmSharing sharing,
            OcmDeliveries deliveries,
            PeerQueue notices,
            ShareEndpoints endpoints,
            ShareRequests requests,
            ShareRequestDoors requestDoors,
            boolean oldForms) {

        /** What is to be done now and then. */
        void retry() {
            deliveries.retry();
            notices.retry();
        }

        /** What is to be done rarely. */
        void sweep() {
            requests.sweep();
        }

        /** What keeps one from sharing too much with other sites. */
        List<Brake> brakes() {
            return Stream.concat(sharing.sent().brakes().stream(), requests.brakes().stream())
                    .toList();
        }

        void listen(Notifications notifications) {
            new ShareNotices(sharing.ways()).listen(notifications);
        }

        void register(Router router, Completions completions, People people) {
            endpoints.register(router);
            requestDoors.register(router);
            new OcmFiles(completions, people, sharing.tokens(), oldForms).register(router);
        }
    }

    Services wire(Sharing sharing, OcmWiring ocm, StateDatabase state, OcmTokens admitted, People people, Clock clock) {
        byte[] key = Base64.getUrlDecoder()
                .decode(new Settings(state)
                        .once("ocm.share-key", ShareSecrets.freshKey())
                        .getBytes(StandardCharsets.US_ASCII));
        ShareSecrets secrets = new ShareSecrets(key);
        ShareRows rows = sharing.rows();
        Mesh mesh = ocm.mesh();
        OcmPeers peers = new ShareCalls(mesh, clock);
        OcmNotices notices = new OcmNotices(peers, ocm.queue(), secrets);
        OcmDeliveries deliveries = new OcmDeliveries(rows, secrets, peers, notices, people, executor, clock);
        int most = mesh.settings().lab() ? Integer.MAX_VALUE : OFFERS_PER_HOUR;
        Rates offers = new Rates("shares with other sites", most, Duration.ofHours(1), clock);
        OcmShares sent = new OcmShares(rows, sharing.rules(), secrets, peers, deliveries, offers);
        OcmReceived received = new OcmReceived(rows, secrets, peers, notices, deliveries, people, this::now, clock);
        told.complete(received);
        access.complete(new RemoteAccess(received, rows, peers, clock));
        ShareRequests requests =
                new ShareRequests(rows, sent, new ShareRequestTable(state), new RequestCalls(mesh), clock);
        return new Services(
                new OcmSharing(sent, sharing.fromOthers(), received, admitted),
                deliveries,
                ocm.queue(),
                new ShareEndpoints(mesh, received, admitted, clock),
                requests,
                new ShareRequestDoors(mesh, requests),
                mesh.settings().oldForms());
    }

    @Override
    public void close() {
        executor.shutdownNow();
        outgoing.close();
    }
}
