/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.weft.kernel.cs3.Cs3Server;
import org.weft.kernel.cs3.Cs3Services;
import org.weft.kernel.cs3.Cs3Settings;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.database.TestDatabases;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.StorageServices;
import org.weft.kernel.storage.locks.LockLimits;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.mount.MountTable;
import org.weft.kernel.storage.namespace.Namespace;
import org.weft.kernel.testing.MemoryStorage;
import org.weft.kernel.webdav.WebDavEndpoint;
import org.weft.spi.identity.User;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.StorageDriver;

/**
 * A server of WebDAV and CS3 as it is served, with real sign-in, and a client of both. {@code /home} and {@code /common}
 * lie in memory, {@code /crowd} has folders of any size. Requests are einstein's unless they say otherwise.
 */
final class DemandsSite implements AutoCloseable {

    static final String HOME = "/remote.php/webdav/";
    static final String COMMON = "/dav/tree/common/";

    final WatchedDriver homes = new WatchedDriver();
    final WatchedDriver common = new WatchedDriver();
    final WatchedDriver crowded = new WatchedDriver();
    final HugeFolders crowd = new HugeFolders();
    final FakeSite people;
    private final StateDatabase database;
    private final HttpServer http;
    private final Cs3Server grpc;
    private final ManagedChannel channel;

    DemandsSite(Path directory) throws IOException {
        this(directory, HttpSettings.at("127.0.0.1", 0));
    }

    DemandsSite(Path directory, HttpSettings settings) throws IOException {
        people = new FakeSite(directory.resolve("people"));
        database = TestDatabases.sqlite(directory.resolve("state"));
        MountTable table = new MountTable(List.of(
                mount("homes", "home", Mount.Everyone.NONE, homes.around(new MemoryStorage())),
                mount("common", "common", Mount.Everyone.WRITE, common.around(new MemoryStorage())),
                mount("crowd", "crowd", Mount.Everyone.READ, crowded.around(crowd))));
        Namespace namespace = new Namespace(() -> table);
        StorageServices services = new StorageServices(namespace, database, LockLimits.usual(), Clock.systemUTC());
        Router router = new Router();
        new WebDavEndpoint(services, people.directories, true).register(router);
        http = new HttpServer(settings, router, new SignInAuthenticator(people.signIn), RequestObserver.NONE);
        http.start();
        grpc = new Cs3Server(
                new Cs3Settings(new InetSocketAddress("127.0.0.1", 0), true, Duration.ofSeconds(2)),
                new Cs3Services(
                        people.signIn,
                        people.directories,
                        services,
                        services.catalog(),
                        people.orders,
                        () -> "http://127.0.0.1:" + port(),
                        Clock.systemUTC()),
                new Metrics());
        grpc.start();
        channel = NettyChannelBuilder.forTarget(grpc.address()).usePlaintext().build();
    }

    private static Mount mount(String name, String path, Mount.Everyone everyone, StorageDriver driver) {
        return new Mount(name, "id-" + name, RelPath.parse(path), everyone, Set.of(), DriverHandle.fixed(name, driver));
    }

    int port() {
        return http.port();
    }

    RawHttpClient wire() throws IOException {
        return new RawHttpClient(port());
    }

    static String basic(String user) {
        String pair = user + ':' + new StringBuilder(user).reverse();
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** A request up to the end of its headers, with nothing added but {@code Host}. */
    static String bare(String method, String path, String... headers) {
        String lines = headers.length == 0 ? "" : String.join("\n", headers) + '\n';
        return method + ' ' + path + " HTTP/1.1\nHost: weft.test\n" + lines + '\n';
    }

    /** A request up to the end of its headers. */
    static String head(String user, String method, String path, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = basic(user);
        System.arraycopy(headers, 0, all, 1, headers.length);
        return bare(method, path, all);
    }

    /** Sends exactly this on a connection of its own. */
    Answer send(String request) throws IOException {
        try (RawHttpClient wire = wire()) {
            return wire.send(request).answer(!request.startsWith("HEAD"));
        }
    }

    Answer ask(String method, String path, String... headers) throws IOException {
        return send(head("einstein", method, path, headers));
    }

    Answer askAs(String user, String method, String path, String... headers) throws IOException {
        return send(head(user, method, path, headers));
    }

    /** A request with a body of known length. */
    Answer askWith(String body, String method, String path, String... headers) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String[] all = new String[headers.length + 1];
        all[0] = "Content-Length: " + bytes.length;
        System.arraycopy(headers, 0, all, 1, headers.length);
        try (RawHttpClient wire = wire()) {
            return wire.send(head("einstein", method, path, all)).send(bytes).answer();
        }
    }

    /** Writes a file, whatever was there, and tells its etag. */
    String put(String path, String content, String... headers) throws IOException {
        Answer answer = askWith(content, "PUT", path, headers);
        if (answer.status() != 201 && answer.status() != 204) {
            throw new AssertionError("PUT " + path + " was answered with " + answer);
        }
        return answer.header("ETag");
    }

    String get(String path) throws IOException {
        return ask("GET", path).body();
    }

    /** What a file holds, and its etag: what a failed write must leave as it is. */
    String state(String path) throws IOException {
        Answer answer = ask("GET", path);
        return answer.status() + " " + answer.header("ETag") + " " + answer.body();
    }

    GatewayAPIGrpc.GatewayAPIBlockingStub gateway(User user) {
        return gateway(people.tokenOf(user));
    }

    GatewayAPIGrpc.GatewayAPIBlockingStub gateway(String token) {
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return GatewayAPIGrpc.newBlockingStub(channel)
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    @Override
    public void close() {
        channel.shutdownNow();
        grpc.close();
        http.close();
        database.close();
        people.close();
    }
}
