/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.remote;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.weft.kernel.http.client.OutboundClient;
import org.weft.kernel.http.client.OutboundPolicy;
import org.weft.kernel.ocm.remote.RemoteLocations;
import org.weft.kernel.ocm.remote.WebDavStorageDriver;
import org.weft.kernel.testing.Checkout;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.spi.storage.Traits;
import org.weft.testkit.Exclusion;
import org.weft.testkit.storage.StorageContract;

/** The driver for received shares, with the home of a user of another Weft server as what is shared. */
@OverWire
class WebDavStorageContractTest extends StorageContract<WebDavStorageContractTest.Peer> {

    private final OutboundClient outbound = new OutboundClient(OutboundPolicy.LAB, "weft-test");
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Path, PeerSite> peers = new HashMap<>();

    /** Which peer. */
    record Peer(String folder) {}

    @Override
    protected StorageDriverFactory<Peer> factory() {
        return new StorageDriverFactory<>() {
            @Override
            public String name() {
                return "ocm-received";
            }

            @Override
            public Class<Peer> configType() {
                return Peer.class;
            }

            @Override
            public StorageDriver create(Peer config, DriverContext context) {
                PeerSite peer = Objects.requireNonNull(peers.get(Path.of(config.folder())));
                return new WebDavStorageDriver(traits(), RemoteLocations.single(peer.remote()), outbound, executor);
            }
        };
    }

    /** What the driver claims. */
    Traits traits() {
        return WebDavStorageDriver.TRAITS;
    }

    @Override
    protected Peer config(Path tmp) throws IOException {
        if (!peers.containsKey(tmp)) {
            peers.put(tmp, new PeerSite(tmp));
        }
        return new Peer(tmp.toString());
    }

    @Override
    protected List<Exclusion> exclusions() {
        return List.of(
                new Exclusion(
                        "makeFolder_delete_and_move_tell_theirs",
                        "an id is the path, since WebDAV finds nothing by id; it does not go with a node that is"
                                + " moved"),
                new Exclusion(
                        "writers_that_evade_taken_names_all_get_one_of_their_own",
                        "a name is chosen before the file is sent; who loses it to another writer meanwhile is told"
                                + " so"),
                new Exclusion(
                        "a_name_that_is_evaded_is_chosen_in_the_step",
                        "a name is chosen before the file is sent; who loses it to another writer meanwhile is told"
                                + " so"));
    }

    @Override
    protected Optional<Path> page() {
        return Optional.of(Checkout.at("docs/reference/drivers.md"));
    }

    @AfterEach
    void closePeers() {
        peers.values().forEach(PeerSite::close);
        outbound.close();
        executor.shutdownNow();
    }
}
