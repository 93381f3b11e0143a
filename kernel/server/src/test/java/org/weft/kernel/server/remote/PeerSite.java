/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.remote;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.weft.kernel.http.FixedAuthenticator;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.ocm.remote.RemoteResolver.Remote;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Rights;

/** Another Weft server, with einstein's home in memory, and the way there. */
final class PeerSite implements AutoCloseable {

    private final StateDatabase database;
    private final HttpServer server;

    PeerSite(Path directory) throws IOException {
        database = TestDatabases.sqlite(directory);
        Mount home = new Mount(
                "homes",
                "id-homes",
                RelPath.parse("home"),
                Mount.Everyone.NONE,
                Set.of(),
                DriverHandle.fixed("homes", new MemoryStorage()));
        MountTable table = new MountTable(List.of(home));
        StorageServices services =
                new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC());
        Router router = new Router();
        new WebDavEndpoint(services, new Directories(List::of), false).register(router);
        HttpSettings settings = HttpSettings.at("127.0.0.1", 0)
                .withLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1, Duration.ofSeconds(10));
        server = new HttpServer(settings, router, new FixedAuthenticator(), RequestObserver.NONE);
        server.start();
    }

    Remote remote() {
        return remote(URI.create("http://127.0.0.1:" + server.port() + "/remote.php/webdav"), Rights.all());
    }

    /** A place for which nobody has other credentials than einstein's. */
    static Remote remote(URI root, Rights rights) {
        String pair = Base64.getEncoder().encodeToString("einstein:nietsnie".getBytes(StandardCharsets.UTF_8));
        return new Remote() {
            @Override
            public URI root() {
                return root;
            }

            @Override
            public Rights rights() {
                return rights;
            }

            @Override
            public String authorization() {
                return "Basic " + pair;
            }

            @Override
            public String renewed(String refused) {
                return refused;
            }
        };
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
