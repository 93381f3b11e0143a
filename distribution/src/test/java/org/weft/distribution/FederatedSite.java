/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc.GatewayAPIBlockingStub;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A packed server that takes part in Open Cloud Mesh at a loopback address of its own, goes down and comes back there. */
final class FederatedSite implements AutoCloseable {

    private static final Map<String, String> PASSWORDS =
            Map.of("einstein", "relativity", "marie", "radioactivity", "richard", "superfluidity");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String host;
    private final Path folder;
    private final Path config;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private Optional<RunningWeft> running = Optional.empty();

    private FederatedSite(String host, Path folder, Path config) {
        this.host = host;
        this.folder = folder;
        this.config = config;
    }

    /**
     * Starts it.
     *
     * @param folder where its data, its configuration and its log are
     * @param address a loopback address that it alone has
     * @param ocm more lines for the table {@code [ocm]}
     */
    static FederatedSite start(Path folder, String address, String... ocm) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String host = address + ":" + freePort(address);
        Path config = Files.writeString(
                folder.resolve("weft.toml"),
                "[server]\nexternal-url = \"http://" + host
                        + "\"\n[log]\naccess = true\n[ocm]\nprofile = \"open-lab\"\n" + String.join("\n", ocm) + "\n");
        FederatedSite site = new FederatedSite(host, folder, config);
        site.start();
        return site;
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    /** Comes up, or back. */
    void start() throws IOException, InterruptedException {
        running = Optional.of(RunningWeft.at(host, folder.resolve("data"), "--demo", "--config", config.toString()));
    }

    /** Goes down. */
    void stop() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        channels.clear();
        running.orElseThrow().stop();
    }

    /** The host by which others know it. */
    String host() {
        return host;
    }

    String url() {
        return "http://" + host;
    }

    Path data() {
        return folder.resolve("data");
    }

    String log() throws IOException {
        return running.orElseThrow().log();
    }

    /** A command of {@code weft} with this site's data and configuration. */
    Command weft(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(RunningWeft.distribution().resolve("bin/weft").toString()));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data().toString(), "--config", config.toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    /** Reva's helpers for front ends. */
    JsonElement helper(String user, String method, String name, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                send(user, method, "/sciencemesh/" + name, body, "Content-Type", "application/json");
        if (answer.statusCode() != 200) {
            throw new IOException(name + " was answered with " + answer.statusCode() + " " + answer.body());
        }
        return JsonParser.parseString(answer.body());
    }

    HttpResponse<String> send(String user, String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofMinutes(2))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!user.isEmpty()) {
            byte[] pair = (user + ":" + PASSWORDS.get(user)).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    int status(String user, String method, String path, String body) throws IOException, InterruptedException {
        String[] headers = method.equals("PROPFIND") ? new String[] {"Depth", "0"} : new String[0];
        return send(user, method, path, body, headers).statusCode();
    }

    /** CS3 for somebody who is signed in. */
    GatewayAPIBlockingStub gateway(String user) {
        ManagedChannel channel = NettyChannelBuilder.forTarget(
                        running.orElseThrow().grpc())
                .usePlaintext()
                .build();
        channels.add(channel);
        GatewayAPIBlockingStub gateway = GatewayAPIGrpc.newBlockingStub(channel);
        String token = gateway.authenticate(AuthenticateRequest.newBuilder()
                        .setType("basic")
                        .setClientId(user)
                        .setClientSecret(String.valueOf(PASSWORDS.get(user)))
                        .build())
                .getToken();
        Metadata metadata = new Metadata();
        metadata.put(Metadata.Key.of("x-access-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return gateway.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    }

    /** Has rclone know somebody's files here under a name. */
    void rclone(Path configuration, String name, String user) throws IOException, InterruptedException {
        Command made = Command.run(
                folder,
                "rclone",
                "--config",
                configuration.toString(),
                "config",
                "create",
                name,
                "webdav",
                "url",
                url() + "/remote.php/dav/tree",
                "vendor",
                "other",
                "user",
                user,
                "pass",
                String.valueOf(PASSWORDS.get(user)),
                "--obscure");
        if (made.exitCode() != 0) {
            throw new IOException(made.output());
        }
    }

    @Override
    public void close() throws InterruptedException {
        channels.forEach(ManagedChannel::shutdownNow);
        if (running.isPresent()) {
            running.get().close();
        }
    }
}
