/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.auth.Credentials;

/**
 * Every address of a site, with every method and both kinds of credentials that a browser adds by itself: what a page of
 * another site sends changes nothing, what a page of ours or a program sends is not refused for where it comes from.
 */
class AmbientCredentialsTest extends WholeSiteFixture {

    private static final String REFUSED = "page of another site may not do this";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "PROPFIND", "REPORT", "SEARCH");
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "OPTIONS",
            "PROPFIND",
            "REPORT",
            "SEARCH",
            "PUT",
            "POST",
            "PATCH",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "BREW");

    /** What an address takes for a sign-in. */
    private enum Takes {
        /** What a browser adds by itself. */
        AMBIENT,
        /** That, and each GET changes something. */
        AMBIENT_CHANGED_BY_GET,
        /** The same, unless the page fills the window. */
        AMBIENT_CHANGED_BY_UNSEEN_GET,
        /** A secret that nobody adds. */
        TOKENS
    }

    /** Every prefix that something answers at; a new one has to be entered here. */
    private static Map<String, Takes> addresses() {
        Map<String, Takes> all = new LinkedHashMap<>();
        for (String path : List.of(
                "",
                "/healthz",
                "/readyz",
                "/favicon.ico",
                "/weft.css",
                "/weft-app.js",
                "/weft-link.js",
                "/status.php",
                "/index.php/204",
                "/remote.php",
                "/remote.php/webdav",
                "/webdav",
                "/remote.php/dav",
                "/dav",
                "/remote.php/dav/public-files",
                "/dav/public-files",
                "/public.php/webdav",
                "/remote.php/dav/ocm",
                "/dav/ocm",
                "/data",
                "/archiver",
                "/s",
                "/index.php/s",
                "/app/list",
                "/app/open",
                "/app/new",
                "/app/notify",
                "/signin",
                "/signin/start",
                "/signin/callback",
                "/signin/terminal",
                "/signout",
                "/account",
                "/account/app-passwords",
                "/account/app-passwords/revoke",
                "/index.php/login/v2/flow",
                "/wayf",
                "/ocm-invite",
                "/.well-known/ocm",
                "/.well-known/jwks.json",
                "/ocm-provider")) {
            all.put(path, Takes.AMBIENT);
        }
        for (String path : List.of(
                "generate-invite",
                "list-invite",
                "accept-invite",
                "find-accepted-users",
                "delete-accepted-user",
                "list-providers",
                "federations",
                "discover",
                "request-share",
                "list-share-requests",
                "accept-share-request",
                "decline-share-request")) {
            all.put("/sciencemesh/" + path, Takes.AMBIENT);
        }
        for (String ocs : List.of("/ocs/v1.php", "/ocs/v2.php")) {
            for (String path : List.of(
                    "",
                    "/config",
                    "/cloud/capabilities",
                    "/cloud/user",
                    "/cloud/users",
                    "/core/apppassword",
                    "/apps/files_sharing/api/v1/shares",
                    "/apps/files_sharing/api/v1/remote_shares",
                    "/core/navigation/apps",
                    "/apps/files_sharing/api/v1/sharees")) {
                all.put(ocs + path, Takes.AMBIENT);
            }
            all.put(ocs + "/core/getapppassword", Takes.AMBIENT_CHANGED_BY_GET);
            all.put(ocs + "/cloud/user/signing-key", Takes.AMBIENT_CHANGED_BY_GET);
        }
        all.put("/apps/open", Takes.AMBIENT_CHANGED_BY_UNSEEN_GET);
        for (String path : List.of(
                "/datagateway",
                "/apps/x",
                "/signin/backchannel",
                "/index.php/login/v2",
                "/index.php/login/v2/poll",
                "/ocm",
                "/ocm/shares",
                "/ocm/notifications",
                "/ocm/invite-accepted",
                "/ocm/token",
                "/ocm/request-share")) {
            all.put(path, Takes.TOKENS);
        }
        return all;
    }

    /** Where a request comes from, and the headers that say so. */
    private Map<String, String[]> foreign(String method) {
        Map<String, String[]> all = new LinkedHashMap<>();
        all.put("cross-site", new String[] {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Dest", "empty"});
        all.put("no origin", new String[] {"Origin", "null", "Sec-Fetch-Dest", "empty"});
        all.put("foreign origin", new String[] {"Origin", "https://evil.test", "Sec-Fetch-Dest", "empty"});
        if (method.equals("GET") || method.equals("POST")) {
            // A form or an image; all else asks first whether it may.
            all.put("same-site", new String[] {"Sec-Fetch-Site", "same-site", "Sec-Fetch-Dest", "empty"});
            all.put("another port", new String[] {"Origin", "http://127.0.0.1:1", "Sec-Fetch-Dest", "empty"});
            all.put(
                    "another scheme",
                    new String[] {"Origin", url().replace("http:", "https:"), "Sec-Fetch-Dest", "empty"});
        }
        return all;
    }

    private Map<String, String[]> own() {
        Map<String, String[]> all = new LinkedHashMap<>();
        all.put("a page of ours", new String[] {"Sec-Fetch-Site", "same-origin", "Origin", url()});
        all.put("the same over plain http", new String[] {"Origin", url()});
        all.put("typed by hand", new String[] {"Sec-Fetch-Site", "none"});
        all.put("a program", new String[] {"OCS-APIRequest", "true"});
        return all;
    }

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private String url() {
        return "http://127.0.0.1:" + whole.port();
    }

    private Map<String, String> credentials() {
        String secret = whole.sessions
                .begin(whole.signIn.authenticate(new Credentials("basic", "einstein", "nietsnie"), "127.0.0.1"))
                .secret();
        return Map.of(
                "Authorization",
                basic("einstein", "nietsnie").substring("Authorization: ".length()),
                "Cookie",
                "weft-session=" + secret);
    }

    private boolean isRefused(String method, String path, Map.Entry<String, String> credentials, String... headers)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = ask(method, path, credentials, headers);
        return answer.body().contains(REFUSED) || method.equals("HEAD") && answer.statusCode() == 403;
    }

    private HttpResponse<String> ask(
            String method, String path, Map.Entry<String, String> credentials, String... headers)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url() + (path.isEmpty() ? "/" : path)))
                        .method(method, BodyPublishers.noBody())
                        .headers(headers)
                        .header(credentials.getKey(), credentials.getValue())
                        .build(),
                BodyHandlers.ofString());
    }

    private static boolean isChange(String method, Takes takes) {
        return switch (takes) {
            case AMBIENT -> !SAFE.contains(method);
            case AMBIENT_CHANGED_BY_GET -> !method.equals("OPTIONS");
            case AMBIENT_CHANGED_BY_UNSEEN_GET -> true;
            case TOKENS -> false;
        };
    }

    @Test
    void every_address_is_known_here() {
        Set<String> served = new TreeSet<>();
        for (Router.Route route : whole.router.routes()) {
            served.add(route.prefix());
            assertThat(route.access() == EndpointAccess.TOKEN)
                    .as("%s takes tokens only", route.prefix())
                    .isEqualTo(addresses().get(route.prefix()) == Takes.TOKENS);
        }
        assertThat(served).containsExactlyElementsOf(new TreeSet<>(addresses().keySet()));
    }

    @Test
    void what_a_page_of_another_site_sends_changes_nothing() throws Exception {
        Map<String, String> all = credentials();
        Set<String> wrong = new LinkedHashSet<>();
        for (Map.Entry<String, Takes> address : addresses().entrySet()) {
            for (String method : METHODS) {
                if (method.equals("HEAD")
                        && (address.getKey().startsWith("/ocs/v1.php") || address.getValue() == Takes.TOKENS)) {
                    continue; // The status alone does not tell why.
                }
                boolean refused = isChange(method, address.getValue());
                for (Map.Entry<String, String> credentials : all.entrySet()) {
                    for (Map.Entry<String, String[]> from : foreign(method).entrySet()) {
                        if (isRefused(method, address.getKey(), credentials, from.getValue()) != refused) {
                            wrong.add(method + ' ' + address.getKey() + " by " + credentials.getKey() + " from "
                                    + from.getKey() + (refused ? " is let through" : " is refused"));
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(whole.send("GET", FILE, "", basic("einstein", "nietsnie")).body())
                .isEqualTo(TEXT);
        assertThat(whole.appPasswords.of(whole.site.sessionOf(FakeSite.EINSTEIN).caller()))
                .isEmpty();
        assertThat(whole.send("GET", "/ocs/v2.php/apps/files_sharing/api/v1/shares", "", basic("einstein", "nietsnie"))
                        .body())
                .doesNotContain("<element>");
    }

    @Test
    void pages_of_ours_and_programs_are_not_refused_for_where_they_come_from() throws Exception {
        Set<String> wrong = new LinkedHashSet<>();
        Map<String, String> all = credentials();
        for (String path : addresses().keySet()) {
            for (String method : List.of("GET", "POST")) {
                for (Map.Entry<String, String> credentials : all.entrySet()) {
                    for (Map.Entry<String, String[]> from : own().entrySet()) {
                        if (ask(method, path, credentials, from.getValue())
                                .body()
                                .contains(REFUSED)) {
                            wrong.add(method + ' ' + path + " by " + credentials.getKey() + " from " + from.getKey());
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void who_says_nothing_of_a_page_changes_by_ocs_with_its_own_header_only() throws Exception {
        Map.Entry<String, String> password =
                Map.entry("Authorization", credentials().get("Authorization"));
        for (String path : List.of(
                "GET /ocs/v2.php/core/getapppassword",
                "GET /ocs/v2.php/cloud/user/signing-key",
                "POST /ocs/v2.php/apps/files_sharing/api/v1/shares?path=/f.txt&shareType=3&permissions=1")) {
            String[] words = path.split(" ", 2);
            HttpResponse<String> bare = ask(words[0], words[1], password, "Accept", "*/*");
            assertThat(bare.statusCode()).as(path).isEqualTo(403);
            assertThat(bare.body()).contains("OCS-APIRequest");
            assertThat(ask(words[0], words[1], password, "OCS-APIRequest", "true")
                            .statusCode())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(ask("GET", "/ocs/v2.php/cloud/user", password, "Accept", "*/*")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void who_shows_a_token_may_come_from_anywhere() throws Exception {
        String token = whole.site.sessionOf(FakeSite.EINSTEIN).accessToken();
        List<String> cookies = new ArrayList<>(List.of(credentials().get("Cookie")));
        for (String header : List.of("Authorization", "x-access-token")) {
            HttpResponse<String> put = client.send(
                    HttpRequest.newBuilder(URI.create(url() + FILE))
                            .PUT(BodyPublishers.ofString("by a token"))
                            .header(header, header.equals("Authorization") ? "Bearer " + token : token)
                            .header("Cookie", cookies.getFirst())
                            .header("Origin", "https://web.test")
                            .header("Sec-Fetch-Site", "cross-site")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(put.statusCode()).as(header).isEqualTo(204);
        }
    }

    @Test
    void nobody_is_signed_in_by_a_page_of_another_site() throws Exception {
        for (String form : List.of("/signin", "/index.php/login/v2/flow", "/s/abcdefghijklmno")) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url() + form))
                            .POST(BodyPublishers.ofString("user=einstein&password=nietsnie"))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Origin", "https://evil.test")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(form).isEqualTo(403);
            assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        }
    }
}
