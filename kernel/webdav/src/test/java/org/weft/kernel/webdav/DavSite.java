/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.io.IOException;
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
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.directory.Directories;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.files.FileService;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.storage.upload.ChunkLimits;
import org.weft.kernel.storage.upload.ChunkedUploads;
import org.weft.kernel.storage.upload.DriverUploads;
import org.weft.kernel.storage.upload.Reservations;
import org.weft.kernel.storage.upload.ResumableUploads;
import org.weft.kernel.storage.upload.StoredTransferOrders;
import org.weft.kernel.storage.upload.UploadLimits;
import org.weft.kernel.testing.ManualClock;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.spi.storage.RelPath;

/** A running WebDAV server over storages in memory, and a client for it. */
final class DavSite implements AutoCloseable {

    static final String HOME = "/remote.php/webdav";

    final MemoryStorage homes;
    final CountingStorage calls = new CountingStorage();
    private final StateDatabase database;
    final StorageServices services;
    private final HttpServer server;
    private final MountTable table;
    private final Reservations reservations;
    final ChunkedUploads transfers;
    final ManualClock clock = new ManualClock();

    DavSite(Path directory, boolean depthInfinity) throws IOException {
        this(directory, depthInfinity, new MemoryStorage());
    }

    /** With this storage for the homes. */
    DavSite(Path directory, boolean depthInfinity, MemoryStorage homes) throws IOException {
        this.homes = homes;
        database = TestDatabases.sqlite(directory);
        table = new MountTable(List.of(
                new Mount(
                        "homes",
                        "id-homes",
                        RelPath.parse("home"),
                        Mount.Everyone.NONE,
                        Set.of(),
                        DriverHandle.fixed("homes", calls.around(homes))),
                new Mount(
                        "common",
                        "id-common",
                        RelPath.parse("common"),
                        Mount.Everyone.WRITE,
                        Set.of("locks"),
                        DriverHandle.fixed("common", new MemoryStorage()))));
        services = new StorageServices(new Namespace(() -> table), database, LockLimits.usual(), Clock.systemUTC());
        ChunkLimits limits = new ChunkLimits(Duration.ofDays(1), 3, 5, 1000);
        reservations = new Reservations(database, services.files(), limits, clock);
        transfers = new ChunkedUploads(
                services.files(), database, directory.resolve("spool").resolve("chunks"), reservations, limits, clock);
        Router router = new Router();
        new WebDavEndpoint(services, new Directories(List::of), depthInfinity, incoming(directory)).register(router);
        HttpSettings settings = HttpSettings.at("127.0.0.1", 0)
                .withLimits(Duration.ofSeconds(5), Duration.ofSeconds(10), 1, Duration.ofSeconds(10));
        server = new HttpServer(settings, router, new FixedAuthenticator(), RequestObserver.NONE);
        server.start();
    }

    private UploadProtocols incoming(Path directory) {
        FileService files = services.files();
        DriverUploads natives = new DriverUploads(new Namespace(() -> table), files);
        return new UploadProtocols(
                transfers,
                new ResumableUploads(
                        files,
                        natives,
                        database,
                        directory.resolve("spool"),
                        reservations,
                        UploadLimits.usual(),
                        clock),
                new StoredTransferOrders(database, Duration.ofDays(2), clock),
                new UploadProtocols.Ways(true, true));
    }

    int port() {
        return server.port();
    }

    /** A request of einstein's; {@code path} is below the home unless it begins with a slash. */
    Answer ask(String method, String path, String body, String... headers) throws IOException {
        return askAs("einstein", method, path, body, headers);
    }

    Answer askAs(String user, String method, String path, String body, String... headers) throws IOException {
        try (RawHttpClient wire = new RawHttpClient(port())) {
            wire.send(head(user, method, path, body, headers)).send(body.getBytes(StandardCharsets.UTF_8));
            return wire.answer(!method.equals("HEAD"));
        }
    }

    String head(String user, String method, String path, String body, String... headers) {
        StringBuilder request = new StringBuilder(method)
                .append(' ')
                .append(path.startsWith("/") ? path : HOME + '/' + path)
                .append(" HTTP/1.1\nHost: weft.test\nAuthorization: Basic ")
                .append(Base64.getEncoder()
                        .encodeToString(
                                (user + ':' + new StringBuilder(user).reverse()).getBytes(StandardCharsets.UTF_8)))
                .append('\n');
        boolean framed = false;
        for (String header : headers) {
            request.append(header).append('\n');
            framed |= header.startsWith("Content-Length") || header.startsWith("Transfer-Encoding");
        }
        if (!framed && (!body.isEmpty() || method.equals("PUT"))) {
            request.append("Content-Length: ")
                    .append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append('\n');
        }
        return request.append('\n').toString();
    }

    /** The status of a request without a body. */
    int status(String method, String path, String... headers) throws IOException {
        return ask(method, path, "", headers).status();
    }

    int put(String path, String content, String... headers) throws IOException {
        return ask("PUT", path, content, headers).status();
    }

    String get(String path) throws IOException {
        return ask("GET", path, "").body();
    }

    @Override
    public void close() {
        server.close();
        database.close();
    }
}
