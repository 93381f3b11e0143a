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
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundTimeouts;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.ocm.HttpShareClient;
import org.weft.kernel.ocm.HttpShareRequestClient;
import org.weft.kernel.ocm.PeerNetwork;
import org.weft.kernel.ocm.remote.RemoteResolver;
import org.weft.kernel.ocm.remote.WebDavStorageDriver;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.database.GeneratedSettings;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.limit.RateLimiter;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.SharingServices;
import org.weft.kernel.sharing.db.ShareRequestTable;
import org.weft.kernel.sharing.ocm.IncomingShares;
import org.weft.kernel.sharing.ocm.OcmAccessTokens;
import org.weft.kernel.sharing.ocm.OcmShareClient;
import org.weft.kernel.sharing.ocm.OcmShareServices;
import org.weft.kernel.sharing.ocm.OutgoingShares;
import org.weft.kernel.sharing.ocm.RemoteCredentials;
import org.weft.kernel.sharing.ocm.ShareDelivery;
import org.weft.kernel.sharing.ocm.ShareNotices;
import org.weft.kernel.sharing.ocm.ShareRequests;
import org.weft.kernel.sharing.peer.PerHostExecutor;
import org.weft.kernel.sharing.peer.ShareSecrets;
import org.weft.kernel.sharing.share.OcmShareEvents;
import org.weft.kernel.sharing.share.ShareRepository;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.ReceivedItems;
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
final class OcmSharesAssembly implements AutoCloseable {

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

    private final OutboundClient outbound;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final PerHostExecutor looks = new PerHostExecutor(executor);
    private final CompletableFuture<RemoteCredentials> access = new CompletableFuture<>();
    private final CompletableFuture<IncomingShares> told = new CompletableFuture<>();
    private final RelPath folder;

    OcmSharesAssembly(ServerConfig config) {
        this(config, OutboundTimeouts.usual());
    }

    /** @param timeouts how long other sites are waited for */
    OcmSharesAssembly(ServerConfig config, OutboundTimeouts timeouts) {
        this.outbound = OcmAssembly.outgoing(OcmAssembly.settings(config), timeouts);
        this.folder = RelPath.root().resolve(config.shares().folder());
    }

    Mount mount() {
        WebDavStorageDriver storage =
                new WebDavStorageDriver((who, name) -> remote(access.join().open(who, name)), outbound, executor);
        return new Mount(STORAGE, STORAGE, folder, Mount.Everyone.NONE, Set.of(), DriverHandle.fixed(STORAGE, storage));
    }

    private static RemoteResolver.Remote remote(RemoteCredentials.Opened opened) {
        return new Remote(opened, opened.rights());
    }

    private record Remote(RemoteCredentials.Opened opened, Rights rights) implements RemoteResolver.Remote {
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
        WebDavStorageDriver look = new WebDavStorageDriver(
                (who, name) -> new Remote(access.join().look(share), Rights.all()), outbound, executor);
        try {
            return look.stat(SERVER, Ref.path(RelPath.parse(share.value()))).rights();
        } catch (java.io.IOException silent) {
            throw new Unavailable("the site that the share came from does not answer", silent);
        }
    }

    /** The other sites, which can be spoken with once the services are there. */
    OcmShareEvents sites() {
        return new OcmShareEvents() {
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
            public Node unseen(ReceivedItems.Elsewhere item) {
                return WebDavStorageDriver.unseen(item.path(), item.kind(), item.rights());
            }
        };
    }

    /**
     * The services.
     *
     * @param sharing what other protocols see of it
     * @param deliveries what other sites have not taken yet
     * @param requests what other sites ask for
     */
    record Services(OcmShareServices sharing, ShareDelivery deliveries, ShareRequests requests) {}

    Services wire(
            SharingServices sharing,
            OcmAssembly ocm,
            StateDatabase state,
            OcmAccessTokens admitted,
            Directories directories,
            Clock clock) {
        byte[] key = Base64.getUrlDecoder()
                .decode(new GeneratedSettings(state)
                        .once("ocm.share-key", ShareSecrets.freshKey())
                        .getBytes(StandardCharsets.US_ASCII));
        ShareSecrets secrets = new ShareSecrets(key);
        ShareRepository rows = sharing.rows();
        PeerNetwork network = ocm.network();
        OcmShareClient peers = new HttpShareClient(network, clock);
        ShareNotices notices = new ShareNotices(peers, ocm.queue(), secrets);
        ShareDelivery deliveries = new ShareDelivery(rows, secrets, peers, notices, directories, executor, clock);
        int most = network.settings().lab() ? Integer.MAX_VALUE : OFFERS_PER_HOUR;
        RateLimiter offers = new RateLimiter("shares with other sites", most, Duration.ofHours(1), clock);
        OutgoingShares sent = new OutgoingShares(rows, sharing.rules(), secrets, peers, deliveries, offers);
        IncomingShares incoming =
                new IncomingShares(rows, secrets, peers, notices, deliveries, directories, this::now, clock);
        told.complete(incoming);
        access.complete(new RemoteCredentials(incoming, rows, peers, clock));
        ShareRequests requests =
                new ShareRequests(rows, sent, new ShareRequestTable(state), new HttpShareRequestClient(network), clock);
        return new Services(new OcmShareServices(sent, sharing.fromOthers(), incoming, admitted), deliveries, requests);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        outbound.close();
    }
}
