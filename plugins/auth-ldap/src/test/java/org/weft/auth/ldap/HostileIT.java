/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.testkit.server.WeftServer;

/** What a server whose people are in LDAP answers over HTTP to names that are filters and to passwords that are none. */
class HostileIT {

    private static Slapd slapd;
    private static WeftServer weft;

    @BeforeAll
    static void start(@TempDir Path tmp) throws IOException, InterruptedException {
        slapd = Slapd.start(tmp);
        weft = WeftServer.site()
                .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                .config("""
                        [[auth]]
                        name = "people"
                        driver = "ldap"
                        [auth.options]
                        idp = "https://idp.example"
                        server = { urls = ["%s"], bind-dn = "%s", bind-password = "%s" }
                        users = { base = "%s" }

                        [[storage]]
                        name = "common"
                        mount = "/common"
                        driver = "memory"
                        """.formatted(slapd.url(), Slapd.ACCOUNT, Slapd.ACCOUNT_SECRET, Slapd.PEOPLE))
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (weft != null) {
            weft.close();
        }
        if (slapd != null) {
            slapd.close();
        }
    }

    private static int status(String user, String password) throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(weft.http() + "/dav/tree/common/"))
                                    .header("Authorization", "Basic " + pair)
                                    .header("Depth", "0")
                                    .method("PROPFIND", BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void the_right_password_lets_in_and_another_or_none_does_not() throws Exception {
        assertThat(status("einstein", "relativity")).isEqualTo(207);
        assertThat(status("einstein", "quantum")).isEqualTo(401);
        assertThat(status("einstein", "")).isEqualTo(401);
        assertThat(status("richard", "anything"))
                .as("an entry without a password")
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "ein*",
                "einstein)(uid=*",
                "*)(|(uid=*",
                "einstein)(&)",
                "\\2a",
                "einstein\0",
                "einstein,ou=people,dc=example,dc=org",
                "uid=einstein",
                "(uid=einstein)",
                "\\",
                ""
            })
    void a_name_that_is_a_filter_or_a_path_is_401(String name) throws Exception {
        assertThat(status(name, "relativity")).isEqualTo(401);
    }
}
