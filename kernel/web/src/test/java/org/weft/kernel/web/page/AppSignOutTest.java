/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.apps.http.AppApi;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.identity.User;

/** An app that calls back with the token of somebody who signed out in a browser, or was shut out. */
@OverWire
class AppSignOutTest {

    private static final Pattern TOKEN = Pattern.compile("\"access_token\":\"([^\"]+)\"");

    @TempDir
    Path data;

    private OfficeSite office;
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        office = new OfficeSite(data, URI.create("https://office.example.org/edit"), "http://weft.test");
        FakeSite site = office.site;
        site.browserProviders.add(new PagedProvider(FakeSite.MARIE).named("uni"));
        office.put(FakeSite.EINSTEIN, "home/a.txt", "his");
        office.put(FakeSite.MARIE, "home/a.txt", "hers");
        Router router = new Router();
        new SignInPages(site.sessions, site.signIn, site.clock).register(router);
        new AccountPages(site.sessions, site.appPasswords, site.clock).register(router);
        new AppApi(office.apps, site.storage, office.links()).register(router);
        server = new PageServer(router, site.signIn);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        office.close();
    }

    private Answer ask(String method, String path, String form, String... headers) throws IOException {
        return server.ask(method, path, form, headers);
    }

    private static String cookie(Answer answer, String name) {
        return "Cookie: " + PageServer.cookie(answer, name);
    }

    /** Opens somebody's file with their password, as a web client does. */
    private String token(User user) throws IOException {
        String pair = user.username() + ':' + new StringBuilder(user.username()).reverse();
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return PageServer.found(
                TOKEN,
                ask("POST", "/app/open", "path=/home/a.txt", "Authorization: Basic " + basic)
                        .body());
    }

    private int called(String token) throws IOException {
        return ask("GET", "/apps/x/pen/?token=" + token, "").status();
    }

    private String signedInAtTheProvider() throws IOException {
        Answer start = ask("GET", "/signin/start?source=uni", "");
        Answer arrived = ask(
                "GET",
                start.header("Location").substring("http://weft.test".length()),
                "",
                cookie(start, "weft-leaving"));
        return cookie(arrived, "weft-session");
    }

    @Test
    void signing_out_on_the_page_ends_what_the_person_has_open_and_nobody_elses() throws Exception {
        String session = cookie(ask("POST", "/signin", "user=einstein&password=nietsnie"), "weft-session");
        String his = token(FakeSite.EINSTEIN);
        String hers = token(FakeSite.MARIE);
        String ticket = PageServer.ticket(ask("GET", "/account", "", session));
        assertThat(ask("POST", "/signout", "ticket=wrong", session).status()).isEqualTo(403);
        assertThat(called(his)).isEqualTo(200);

        assertThat(ask("POST", "/signout", "ticket=" + ticket, session).status())
                .isEqualTo(200);

        assertThat(called(his)).isEqualTo(401);
        assertThat(called(hers)).isEqualTo(200);
        assertThat(called(token(FakeSite.EINSTEIN)))
                .as("what is opened anew works")
                .isEqualTo(200);
    }

    @Test
    void signing_out_at_the_provider_ends_what_the_person_has_open_and_nobody_elses() throws Exception {
        signedInAtTheProvider();
        String his = token(FakeSite.EINSTEIN);
        String hers = token(FakeSite.MARIE);
        for (String notice : new String[] {"forged", "end+session-2"}) {
            ask("POST", "/signin/backchannel/uni", "logout_token=" + notice);
            assertThat(called(hers)).as(notice).isEqualTo(200);
        }

        assertThat(ask("POST", "/signin/backchannel/uni", "logout_token=end+session-1")
                        .status())
                .isEqualTo(200);

        assertThat(called(hers)).isEqualTo(401);
        assertThat(called(his)).isEqualTo(200);
    }

    @Test
    void a_notice_that_names_the_person_alone_ends_all_of_their_sessions() throws Exception {
        String first = signedInAtTheProvider();
        String second = signedInAtTheProvider();
        String hers = token(FakeSite.MARIE);

        assertThat(ask("POST", "/signin/backchannel/uni", "logout_token=end+").status())
                .isEqualTo(200);

        assertThat(called(hers)).isEqualTo(401);
        assertThat(ask("GET", "/account", "", first).status()).isEqualTo(303);
        assertThat(ask("GET", "/account", "", second).status()).isEqualTo(303);
    }

    @Test
    void who_is_shut_out_is_refused_from_that_moment_on() throws Exception {
        String his = token(FakeSite.EINSTEIN);
        String hers = token(FakeSite.MARIE);
        assertThat(called(his)).isEqualTo(200);

        office.blocked.add(FakeSite.EINSTEIN);

        assertThat(called(his)).isEqualTo(401);
        assertThat(called(hers)).isEqualTo(200);
    }
}
