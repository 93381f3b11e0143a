/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.weft.testkit.server.WeftServer;

/** A provider pushes to a server that it closed an account, and opened it again. */
class AccountEventsIT {

    private final Instant now = Instant.now();

    private String event(FakeIssuer issuer, String kind, String audience) throws Exception {
        return issuer.sign(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("one")
                        .type(new JOSEObjectType("secevent+jwt"))
                        .build(),
                Map.of(
                        "iss", issuer.issuer(),
                        "aud", List.of(audience),
                        "iat", now.getEpochSecond(),
                        "jti", kind,
                        "sub_id", Map.of("format", "iss_sub", "iss", issuer.issuer(), "sub", "4711"),
                        "events",
                                Map.of(
                                        "https://schemas.openid.net/secevent/risc/event-type/account-" + kind,
                                        Map.of())));
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void an_app_password_rests_while_the_provider_keeps_the_account_closed() throws Exception {
        try (FakeIssuer issuer = new FakeIssuer();
                WeftServer weft = WeftServer.site()
                        .plugin(Path.of(System.getProperty("weft.plugin.jar")))
                        .config("""
                            [[auth]]
                            name = "university"
                            driver = "oidc"
                            options = { issuer = "%s", client-id = "weft", client-secret = "weft-secret-weft-secret" }

                            [[storage]]
                            name = "common"
                            mount = "/common"
                            driver = "memory"
                            """.formatted(issuer.issuer()))
                        .start();
                HttpClient http = HttpClient.newHttpClient()) {
            Map<String, Object> claims = issuer.claims();
            claims.put("iat", now.minusSeconds(5).getEpochSecond());
            String bearer = "Bearer " + issuer.token(claims);
            String made = ask(http, weft, "GET", "/ocs/v2.php/core/getapppassword?format=json", bearer)
                    .body();
            String password = made.replaceFirst("(?s).*\"apppassword\":\\s*\"([^\"]+)\".*", "$1");
            String client = basic("einstein:" + password);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", client).statusCode())
                    .as(made)
                    .isEqualTo(207);

            assertThat(push(http, weft, event(issuer, "disabled", "other"))).isEqualTo(400);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", client).statusCode())
                    .isEqualTo(207);
            assertThat(push(http, weft, event(issuer, "disabled", "weft"))).isEqualTo(202);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", client).statusCode())
                    .isEqualTo(403);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", bearer).statusCode())
                    .as("a token of before the event")
                    .isEqualTo(401);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", client).statusCode())
                    .isEqualTo(403);

            assertThat(push(http, weft, event(issuer, "enabled", "weft"))).isEqualTo(202);
            assertThat(ask(http, weft, "PROPFIND", "/dav/tree/common/", client).statusCode())
                    .isEqualTo(207);
        }
    }

    private static HttpResponse<String> ask(
            HttpClient http, WeftServer weft, String method, String path, String credentials) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create(weft.http() + path))
                        .header("Authorization", credentials)
                        .header("OCS-APIRequest", "true")
                        .header("Depth", "0")
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static int push(HttpClient http, WeftServer weft, String event) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(URI.create(weft.http() + "/signin/backchannel/university"))
                                .header("Content-Type", "application/secevent+jwt")
                                .POST(BodyPublishers.ofString(event))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }
}
