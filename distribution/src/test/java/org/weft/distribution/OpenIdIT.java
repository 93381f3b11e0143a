/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.cs3.gateway.v1beta1.AuthenticateRequest;
import com.cs3.gateway.v1beta1.AuthenticateResponse;
import com.cs3.gateway.v1beta1.GatewayAPIGrpc;
import com.cs3.rpc.v1beta1.Code;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;

/** The server that a site unpacks, with a real OpenID provider and real clients. */
class OpenIdIT {

    @TempDir
    Path folder = Path.of("");

    private Path config(String issuer) throws Exception {
        return Files.writeString(folder.resolve("weft.toml"), """
                [[auth]]
                name = "university"
                driver = "oidc"
                options = { issuer = "%s", audience = ["weft"] }
                """.formatted(issuer));
    }

    private static AuthenticateResponse authenticate(RunningWeft weft, String token) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(weft.grpc()).usePlaintext().build();
        try {
            return GatewayAPIGrpc.newBlockingStub(channel)
                    .authenticate(AuthenticateRequest.newBuilder()
                            .setType("bearer")
                            .setClientSecret(token)
                            .build());
        } finally {
            channel.shutdownNow();
        }
    }

    private static HttpResponse<String> propfind(RunningWeft weft, String path, String token, String agent)
            throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(weft.http() + path))
                    .header("Depth", "0")
                    .header("User-Agent", agent)
                    .method("PROPFIND", HttpRequest.BodyPublishers.noBody());
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            return http.send(request.build(), BodyHandlers.ofString());
        }
    }

    @Test
    void rclone_and_a_cs3_client_sign_in_with_tokens_of_the_provider() throws Exception {
        Tools.require("rclone");
        int port = OpenIdProvider.freePort();
        try (OpenIdProvider idp = OpenIdProvider.start(port, folder.resolve("keys.json"), "http://127.0.0.1:1");
                RunningWeft weft = RunningWeft.start(
                        folder.resolve("data"), "--config", config(idp.issuer()).toString())) {
            String token = idp.token("einstein", "urn:weft:es256");
            Path source = Files.createDirectories(folder.resolve("source"));
            for (int i = 0; i < 20; i++) {
                Files.writeString(source.resolve("file " + i), "content of " + i);
            }
            // rclone splits the command at spaces and knows no quotes.
            Path script = Files.writeString(folder.resolve("token.sh"), "#!/bin/sh\necho " + token + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
            String[] remote = {
                "--webdav-url",
                weft.http() + "/remote.php/webdav",
                "--webdav-vendor",
                "owncloud",
                "--webdav-bearer-token-command",
                script.toString()
            };
            done("copy", source.toString(), ":webdav:papers", remote);
            done("check", source.toString(), ":webdav:papers", remote);

            AuthenticateResponse answer = authenticate(weft, token);
            assertThat(answer.getStatus().getCode()).isEqualTo(Code.CODE_OK);
            assertThat(answer.getUser().getUsername()).isEqualTo("einstein");
            assertThat(answer.getUser().getGroupsList()).contains("physics-lovers");
            assertThat(answer.getToken()).isNotEmpty();
            assertThat(authenticate(weft, idp.token("einstein", "urn:other:es256"))
                            .getStatus()
                            .getCode())
                    .isEqualTo(Code.CODE_UNAUTHENTICATED);
        }
    }

    private void done(String verb, String from, String to, String... remote) throws Exception {
        String[] words = new String[remote.length + 6];
        words[0] = "rclone";
        words[1] = "--config";
        words[2] = folder.resolve("rclone.conf").toString();
        words[3] = verb;
        words[4] = from;
        words[5] = to;
        System.arraycopy(remote, 0, words, 6, remote.length);
        Command command = Command.run(folder, words);
        assertThat(command.exitCode()).as(command.output()).isZero();
    }

    @Test
    void programs_are_told_how_to_sign_in() throws Exception {
        int port = OpenIdProvider.freePort();
        try (OpenIdProvider idp = OpenIdProvider.start(port, folder.resolve("keys.json"), "http://127.0.0.1:1");
                RunningWeft weft = RunningWeft.start(
                        folder.resolve("data"), "--config", config(idp.issuer()).toString())) {
            HttpResponse<String> unknown = propfind(weft, "/remote.php/webdav/", "", "curl/8");
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.headers().allValues("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"Weft\", charset=\"UTF-8\"", "Bearer realm=\"Weft\"");
            assertThat(propfind(weft, "/remote.php/webdav/", "", "Mozilla/5.0 (Linux) mirall/5.3")
                            .headers()
                            .allValues("WWW-Authenticate"))
                    .containsExactly("Basic realm=\"Weft\", charset=\"UTF-8\"");
            HttpResponse<String> wrong =
                    propfind(weft, "/remote.php/webdav/", idp.token("einstein", "urn:other:rs256"), "curl/8");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.headers().allValues("WWW-Authenticate"))
                    .contains("Bearer realm=\"Weft\", error=\"invalid_token\"");
        }
    }

    @Test
    void a_provider_that_is_down_at_the_start_is_no_refusal_and_may_come_later() throws Exception {
        int port = OpenIdProvider.freePort();
        Path keys = folder.resolve("keys.json");
        String token;
        try (OpenIdProvider before = OpenIdProvider.start(port, keys, "http://127.0.0.1:1")) {
            token = before.token("einstein", "urn:weft:rs256");
        }
        try (RunningWeft weft = RunningWeft.start(
                folder.resolve("data"),
                "--config",
                config(OpenIdProvider.issuer(port)).toString())) {
            assertThat(propfind(weft, "/remote.php/webdav/", token, "curl/8").statusCode())
                    .isEqualTo(503);
            assertThat(authenticate(weft, token).getStatus().getCode()).isEqualTo(Code.CODE_UNAVAILABLE);
            try (OpenIdProvider now = OpenIdProvider.start(port, keys, "http://127.0.0.1:1")) {
                assertThat(now.issuer()).isEqualTo(OpenIdProvider.issuer(port));
                Instant end = Instant.now().plus(Duration.ofMinutes(2));
                while (propfind(weft, "/remote.php/webdav/", token, "curl/8").statusCode() != 207) {
                    assertThat(Instant.now()).isBefore(end);
                    Thread.sleep(200);
                }
            }
            // What was seen is good without the provider, and so is what its keys have signed.
            assertThat(propfind(weft, "/remote.php/webdav/", token, "curl/8").statusCode())
                    .isEqualTo(207);
        }
    }
}
