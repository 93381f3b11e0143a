/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.http.RawHttpClient;
import org.weft.kernel.identity.signin.AuthSource;
import org.weft.kernel.runtime.plugin.DriverHandle;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.spi.Scope;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/** Requests that try to come in by another way than the door, and what each is answered with. */
class HostileSignInTest extends WholeSiteFixture {

    private int get(String... headers) throws IOException {
        return whole.send("GET", FILE, "", headers).status();
    }

    @Test
    void who_says_twice_who_they_are_is_refused_whichever_is_right() throws IOException {
        String good = basic("einstein:nietsnie");
        String token = whole.site.tokenOf(FakeSite.EINSTEIN);
        assertThat(get(good)).isEqualTo(200);
        assertThat(get(good, good)).isEqualTo(400);
        assertThat(get(good, basic("marie:wrong"))).isEqualTo(400);
        assertThat(get(basic("marie:wrong"), good)).isEqualTo(400);
        assertThat(get("x-access-token: " + token, "X-Access-Token: forged")).isEqualTo(400);
        assertThat(get("x-access-token: forged", good)).isEqualTo(401);
        assertThat(whole.send("GET", "/ocs/v2.php/cloud/capabilities", "", good, good)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void what_a_proxy_might_say_of_somebody_counts_for_nothing() throws IOException {
        for (String header : List.of(
                "Remote-User: einstein",
                "X-Remote-User: einstein",
                "X-Forwarded-User: einstein",
                "X-Forwarded-For: 127.0.0.1",
                "X-User-Id: " + FakeSite.EINSTEIN.id().opaque(),
                "x-access_token: " + whole.site.tokenOf(FakeSite.EINSTEIN))) {
            assertThat(get(header)).as(header).isEqualTo(401);
        }
        assertThat(get("x-access-token : " + whole.site.tokenOf(FakeSite.EINSTEIN)))
                .as("RFC 9112, section 5.1: no space before the colon")
                .isEqualTo(400);
    }

    @Test
    void tokens_in_addresses_open_no_files() throws IOException {
        String token = whole.site.tokenOf(FakeSite.EINSTEIN);
        for (String name : List.of("access_token", "access-token", "x-access-token")) {
            assertThat(whole.send("GET", FILE + '?' + name + '=' + token, "").status())
                    .isEqualTo(401);
        }
    }

    @Test
    void credentials_that_are_no_utf_8_no_base64_or_no_pair_are_wrong() throws IOException {
        byte[] latin = "einst\u00e9in:nietsnie".getBytes(StandardCharsets.ISO_8859_1);
        List<String> all = new ArrayList<>(List.of(
                "Basic " + Base64.getEncoder().encodeToString(latin),
                "Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xfe, ':', 0}),
                "Basic ****",
                "Basic",
                "Basic ",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Digest username=\"einstein\"",
                "Negotiate YII=",
                "einstein:nietsnie"));
        all.add("Basic " + Base64.getEncoder().encodeToString("einstein".getBytes(StandardCharsets.UTF_8)));
        for (String value : all) {
            assertThat(get("Authorization: " + value)).as(value).isEqualTo(401);
        }
    }

    @Test
    void bytes_that_are_no_text_in_a_header_are_no_credentials() throws IOException {
        for (String name : List.of("Authorization: Bearer ", "x-access-token: ", "Authorization: Basic ")) {
            byte[] head =
                    ("GET " + FILE + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\n" + name).getBytes(StandardCharsets.US_ASCII);
            byte[] odd = {(byte) 0xc3, 0x28, (byte) 0xff, (byte) 0xfe, '\r', '\n', '\r', '\n'};
            try (RawHttpClient wire = new RawHttpClient(whole.port())) {
                assertThat(wire.send(head).send(odd).answer().status()).as(name).isEqualTo(401);
            }
        }
    }

    @Test
    void a_header_that_hides_a_second_request_is_refused() throws IOException {
        String good = basic("einstein:nietsnie");
        for (String lines : List.of(
                "Content-Length: 4\nContent-Length: 5",
                "Content-Length: 4\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked, identity",
                "Content-Length: +4",
                "Content-Length: -4",
                "Content-Length: 4, 5")) {
            try (RawHttpClient wire = new RawHttpClient(whole.port())) {
                wire.send("PUT " + FILE + " HTTP/1.1\nHost: 127.0.0.1:1\n" + good + '\n' + lines + "\n\n0\n\nGET "
                        + "/account HTTP/1.1\nHost: x\n\n");
                assertThat(wire.answer().status()).as(lines).isEqualTo(400);
                assertThat(wire.isClosedByServer()).as(lines).isTrue();
            }
        }
        assertThat(whole.send("GET", FILE, "", good).body()).isEqualTo("text");
    }

    @Test
    void no_page_is_shown_in_the_frame_of_another_site() throws IOException {
        String secret = whole.sessions
                .begin(whole.signIn.authenticate(new Credentials("basic", "einstein", "nietsnie"), "127.0.0.1"))
                .secret();
        String cookie = "Cookie: weft-session=" + secret + "; __Host-weft-session=" + secret;
        for (String page : List.of("/signin", "/account", "/signout", "/apps/open?file_id=x", "/s/unknown")) {
            RawHttpClient.Answer answer =
                    whole.send("GET", page, "", page.equals("/signin") ? "Accept: text/html" : cookie);
            assertThat(answer.header("Content-Security-Policy"))
                    .as(page + " " + answer)
                    .contains("frame-ancestors 'none'");
        }
    }

    /** A provider whose keys can't be had: it is down, it answers with a web page, its keys are ten megabytes. */
    private static final class Silent implements AuthProvider {

        @Override
        public Set<String> types() {
            return Set.of("bearer");
        }

        @Override
        public Outcome authenticate(Credentials credentials) {
            throw new Unavailable("the provider answered with a web page");
        }

        @Override
        public void close() {}
    }

    @Test
    void a_provider_that_answers_nonsense_is_no_refusal_and_keeps_nobody_else_out() throws IOException {
        whole.site.providers.add(new AuthSource("uni", DriverHandle.fixed("uni", new Silent())));
        RawHttpClient.Answer answer = whole.send("GET", FILE, "", "Authorization: Bearer a.b.c");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.body()).doesNotContain("web page");
        assertThat(get(basic("einstein:nietsnie"))).isEqualTo(200);
        assertThat(get("Authorization: Bearer " + whole.site.tokenOf(FakeSite.EINSTEIN)))
                .isEqualTo(200);
    }

    @Test
    void an_app_password_is_its_owners_and_for_what_it_was_made() throws IOException {
        String secret = whole.appPasswords
                .make(
                        whole.site.sessionOf(FakeSite.EINSTEIN),
                        "a phone",
                        List.of(new Scope.User(Scope.Role.VIEWER)),
                        Optional.empty())
                .secret();
        assertThat(get(basic("einstein:" + secret))).isEqualTo(200);
        assertThat(whole.send("PUT", FILE, "x", basic("einstein:" + secret)).status())
                .as("a password for looking writes nothing")
                .isEqualTo(403);
        assertThat(get(basic("marie:" + secret))).as("nor is it another's").isEqualTo(401);
    }
}
