/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.Server;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;

/**
 * {@code weft warm-up}: serves itself a few requests in a temporary folder, so that the virtual machine can write down
 * which classes a server loads. The launcher runs it to make the start-up cache.
 */
@Command(name = "warm-up", hidden = true, description = "Makes the start-up cache.")
final class WarmUpCommand implements Callable<Integer> {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));

    @Override
    public Integer call() throws StartFailure, IOException, InterruptedException {
        Path data = Files.createTempDirectory("weft-warm-up-");
        Optional<Address> free = Optional.of(new Address("127.0.0.1", 0));
        LaunchOptions launch =
                new LaunchOptions(data, Optional.empty(), Optional.empty(), CommonOptions.shipped(), free, free, true);
        EffectiveConfig config = EffectiveConfig.read(launch, Map.of());
        LogSetup.apply(config.config().log());
        try (Server server = new Server(config);
                HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            String home = "http://" + server.http() + "/remote.php/webdav/";
            for (int round = 0; round < 3; round++) {
                send(client, "GET", "http://" + server.http() + "/", "");
                send(client, "MKCOL", home + "folder", "");
                send(client, "PUT", home + "folder/file.txt", "content");
                send(client, "GET", home + "folder/file.txt", "");
                send(client, "HEAD", home + "folder/file.txt", "");
                send(client, "PROPFIND", home, "");
                send(client, "PROPFIND", home + "folder", "");
                send(client, "DELETE", home + "folder", "");
            }
        } finally {
            delete(data);
        }
        return 0;
    }

    private static void send(HttpClient client, String method, String url, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", BASIC)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (method.equals("PROPFIND")) {
            request.header("Depth", "1");
        }
        HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (!List.of(200, 201, 204, 207).contains(answer.statusCode())) {
            throw new IOException(method + " was answered " + answer.statusCode());
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
