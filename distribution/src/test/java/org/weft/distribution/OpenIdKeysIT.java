/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;

/** A real OpenID provider changes its keys while people work with the server that a site unpacks. */
class OpenIdKeysIT {

    private static final String KIND = "urn:weft:rs256";

    @TempDir
    Path folder = Path.of("");

    private int site;
    private int port;
    private Path oldKeys;
    private Path newKeys;
    private final Surfer surfer = new Surfer();

    @BeforeEach
    void makeKeys() throws Exception {
        site = OpenIdProvider.freePort();
        port = OpenIdProvider.freePort();
        oldKeys = made("old.json");
        newKeys = made("new.json");
    }

    @AfterEach
    void close() {
        surfer.close();
    }

    private String url() {
        return "http://127.0.0.1:" + site;
    }

    private OpenIdProvider provider(Path keys) throws Exception {
        return OpenIdProvider.start(port, keys, url());
    }

    /** The file of a provider's own keys. */
    private Path made(String name) throws Exception {
        Path keys = folder.resolve(name);
        provider(keys).close();
        return keys;
    }

    /** Keys as a provider announces them that begins to sign with new ones, which stand first, and keeps the old. */
    private Path bothKeys() throws Exception {
        String first = Files.readString(newKeys).replaceFirst("]\\s*}\\s*$", "");
        String then = Files.readString(oldKeys).replaceFirst("^\\s*\\{\\s*\"keys\"\\s*:\\s*\\[", "");
        return Files.writeString(folder.resolve("both.json"), first + ',' + then);
    }

    private RunningWeft weft(String keysLifetime) throws Exception {
        Path config = Files.writeString(
                folder.resolve("weft.toml"), """
                    [server]
                    external-url = "%2$s"

                    [[auth]]
                    name = "university"
                    driver = "oidc"

                    [auth.options]
                    issuer = "%1$s"
                    client-id = "weft"
                    client-secret = "weft-secret-weft-secret"
                    scopes = ["openid", "profile", "email", "groups"]
                    audience = ["weft"]
                    keys-lifetime = "%3$s"
                    """.formatted(OpenIdProvider.issuer(port), url(), keysLifetime));
        return RunningWeft.at("127.0.0.1:" + site, folder.resolve("data"), "--config", config.toString());
    }

    private HttpResponse<String> propfind(String token) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url() + "/remote.php/webdav/"))
                            .header("Depth", "0")
                            .header("Authorization", "Bearer " + token)
                            .method("PROPFIND", BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private void awaitStatus(int status, String token) throws Exception {
        Instant end = Instant.now().plus(Duration.ofMinutes(4));
        while (propfind(token).statusCode() != status) {
            assertThat(Instant.now()).as("answered with " + status).isBefore(end);
            Thread.sleep(200);
        }
    }

    private void signIn() throws Exception {
        HttpResponse<String> asked = surfer.open(url() + "/signin/start?source=university&back=/account");
        surfer.signIn(asked, "einstein", now -> now.uri().getPath().equals("/account"));
    }

    private void assertSignedIn() throws Exception {
        HttpResponse<String> account = surfer.open(url() + "/account");
        assertThat(account.uri().getPath()).isEqualTo("/account");
        assertThat(account.body()).contains("(einstein)");
    }

    @Test
    void tokens_of_a_new_key_are_taken_long_before_the_keys_are_due() throws Exception {
        try (RunningWeft weft = weft("1h")) {
            assertThat(weft.http()).isEqualTo(url());
            String old;
            try (OpenIdProvider idp = provider(oldKeys)) {
                old = idp.token("einstein", KIND);
                awaitStatus(207, old);
                signIn();
                assertSignedIn();
            }
            try (OpenIdProvider idp = provider(bothKeys())) {
                String fresh = idp.token("einstein", KIND);
                // A key set is fetched again for a key that is not in it, though not more often than every two seconds.
                awaitStatus(207, fresh);
                assertThat(propfind(idp.token("marie", KIND)).statusCode())
                        .as("the next one needs no fetch")
                        .isEqualTo(207);
                assertThat(propfind(old).statusCode())
                        .as("the old key is announced still")
                        .isEqualTo(207);
                assertSignedIn();
            }
        }
    }

    @Test
    void tokens_of_a_withdrawn_key_are_refused_and_who_is_signed_in_stays_so() throws Exception {
        try (RunningWeft weft = weft("10s")) {
            assertThat(weft.http()).isEqualTo(url());
            String seen;
            String unseen;
            try (OpenIdProvider idp = provider(oldKeys)) {
                seen = idp.token("einstein", KIND);
                unseen = idp.token("marie", KIND);
                awaitStatus(207, seen);
                signIn();
            }
            try (OpenIdProvider idp = provider(newKeys)) {
                awaitStatus(401, unseen);
                awaitStatus(401, seen); // its success is remembered for a minute
                HttpResponse<String> refused = propfind(seen);
                assertThat(refused.statusCode()).isEqualTo(401);
                assertThat(refused.headers().allValues("WWW-Authenticate"))
                        .contains("Bearer realm=\"Weft\", error=\"invalid_token\"");
                awaitStatus(207, idp.token("einstein", KIND));
                assertSignedIn();
            }
        }
    }

    @Test
    void who_was_let_in_is_let_in_after_a_restart_while_the_provider_is_down() throws Exception {
        String token;
        try (RunningWeft weft = weft("1h");
                OpenIdProvider idp = provider(oldKeys)) {
            assertThat(weft.http()).isEqualTo(url());
            token = idp.token("einstein", KIND);
            awaitStatus(207, token);
            signIn();
        }
        try (RunningWeft weft = weft("1h")) {
            assertThat(weft.http()).isEqualTo(url());
            assertThat(propfind(token).statusCode()).isEqualTo(207);
            assertThat(propfind(token + "x").statusCode()).isEqualTo(401);
            assertSignedIn();
        }
    }
}
