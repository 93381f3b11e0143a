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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.testkit.server.WeftServer;

/** Groups of LDAP, whose ids are UUIDs, are named by their names: in the configuration and by clients. */
class GroupNamesIT {

    private static Slapd slapd;
    private static WeftServer weft;

    @BeforeAll
    static void start(@TempDir Path tmp) throws IOException, InterruptedException {
        slapd = Slapd.start(tmp);
        String options = """
            server = { urls = ["%s"], bind-dn = "%s", bind-password = "%s" }
            users = { base = "%s" }
            """.formatted(slapd.url(), Slapd.ACCOUNT, Slapd.ACCOUNT_SECRET, Slapd.PEOPLE);
        weft = WeftServer.site()
                .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                .config("""
                    [[auth]]
                    name = "people"
                    driver = "ldap"
                    [auth.options]
                    idp = "https://idp.example"
                    %1$s

                    [[directory]]
                    name = "people"
                    driver = "ldap"
                    [directory.options]
                    idp = "https://idp.example"
                    groups = { base = "%2$s" }
                    %1$s

                    [[storage]]
                    name = "by-name"
                    mount = "/name"
                    driver = "memory"
                    everyone = "none"
                    managers = ["group:physicists"]

                    [[storage]]
                    name = "by-provider"
                    mount = "/provider"
                    driver = "memory"
                    everyone = "none"
                    managers = ["group:physicists@https://idp.example"]

                    [[storage]]
                    name = "by-id"
                    mount = "/id"
                    driver = "memory"
                    everyone = "none"
                    managers = ["group:0b5a8d52-2f4b-4c63-8a43-57c4f3f1a2c2"]

                    [[storage]]
                    name = "of-others"
                    mount = "/others"
                    driver = "memory"
                    everyone = "none"
                    managers = ["group:physic", "group:*", "group:physicists@https://other.example", "group:"]
                    """.formatted(options, Slapd.GROUPS))
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

    private static HttpResponse<String> ask(String method, String path, String name, String secret)
            throws IOException, InterruptedException {
        String pair = Base64.getEncoder().encodeToString((name + ':' + secret).getBytes(StandardCharsets.UTF_8));
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(weft.http() + path))
                            .header("Authorization", "Basic " + pair)
                            .header("OCS-APIRequest", "true")
                            .method(
                                    method,
                                    method.equals("PUT") ? BodyPublishers.ofString("x") : BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static int put(String mount, String name, String secret) throws IOException, InterruptedException {
        return ask("PUT", "/dav/tree/" + mount + "/" + name + "-in-" + mount, name, secret)
                .statusCode();
    }

    @Test
    void a_group_of_the_configuration_is_meant_by_name_by_name_and_provider_and_by_id() throws Exception {
        for (String mount : new String[] {"name", "provider", "id"}) {
            assertThat(put(mount, "einstein", "relativity")).as(mount).isEqualTo(201);
            assertThat(put(mount, "marie", "radioactivity")).as(mount).isIn(403, 404);
        }
        assertThat(put("others", "einstein", "relativity")).isIn(403, 404);
    }

    @Test
    void who_asks_for_the_own_groups_is_told_their_names() throws Exception {
        assertThat(ask("GET", "/ocs/v2.php/cloud/users/einstein/groups?format=json", "einstein", "relativity")
                        .body())
                .contains("\"physicists\"", "\"sailing-lovers\"")
                .doesNotContain("0b5a8d52", "6040aa17");
    }

    @Test
    void a_group_is_found_for_sharing_by_its_name() throws Exception {
        String found = ask(
                        "GET",
                        "/ocs/v2.php/apps/files_sharing/api/v1/sharees?search=physici&itemType=file&format=json",
                        "einstein",
                        "relativity")
                .body();
        assertThat(found).contains("\"shareWith\":\"physicists\"").doesNotContain("0b5a8d52");
    }
}
