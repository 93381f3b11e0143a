/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.Router;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.auth.Credentials;
import org.weft.spi.auth.Outcome;

/** Signing in and out in a browser, and the page of app passwords, byte by byte. */
@OverWire
class SignInPagesTest {

    private static final Pattern ID = Pattern.compile("name=\"id\" value=\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("<code id=\"secret\">([^<]+)</code>");

    @TempDir
    Path data;

    private FakeSite site;
    private PageServer server;
    private final PagedProvider provider = new PagedProvider(FakeSite.MARIE);

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        site.browserProviders.add(provider.named("uni"));
        Router router = new Router();
        new SignInPages(site.sessions, site.signIn, site.clock).register(router);
        new AccountPages(site.sessions, site.appPasswords, site.clock).register(router);
        server = new PageServer(router, site.signIn);
    }

    @AfterEach
    void stop() {
        server.close();
        site.close();
    }

    private Answer ask(String method, String path, String form, String... headers) throws IOException {
        return server.ask(method, path, form, headers);
    }

    private String signedIn() throws IOException {
        Answer answer = ask("POST", "/signin", "user=einstein&password=nietsnie");
        assertThat(answer.status()).isEqualTo(303);
        return "Cookie: " + PageServer.cookie(answer, "weft-session");
    }

    @Test
    void a_password_begins_a_session_that_scripts_and_other_sites_cannot_use() throws Exception {
        Answer answer = ask("POST", "/signin", "user=einstein&password=nietsnie&back=/account");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/account");
        assertThat(answer.header("Set-Cookie"))
                .startsWith("weft-session=")
                .contains("; HttpOnly", "; SameSite=Lax", "; Path=/", "; Max-Age=43200");
        Answer account = ask("GET", "/account", "", "Cookie: " + PageServer.cookie(answer, "weft-session"));
        assertThat(account.status()).isEqualTo(200);
        assertThat(account.body()).contains("Albert Einstein");
        assertThat(account.header("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(account.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void a_wrong_password_gets_the_form_again_and_no_challenge() throws Exception {
        Answer answer = ask("POST", "/signin", "user=einstein&password=wrong&back=/account");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).contains("role=\"alert\"", "The name or the password is wrong.");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @Test
    void an_app_password_begins_no_session() throws Exception {
        String secret = site.appPasswords
                .make(site.sessionOf(FakeSite.EINSTEIN), "a phone", List.of(), Optional.empty())
                .secret();

        assertThat(ask("POST", "/signin", "user=einstein&password=" + secret).status())
                .isEqualTo(403);
    }

    @Test
    void a_browser_goes_to_the_provider_and_comes_back_signed_in() throws Exception {
        Answer form = ask("GET", "/signin?back=/account", "");
        assertThat(form.body())
                .contains("/signin/start?source=uni&amp;back=%2Faccount", "Sign in with Uni &lt;of&gt; Example");
        Answer start = ask("GET", "/signin/start?source=uni&back=%2Faccount", "");
        assertThat(start.status()).isEqualTo(303);
        String leaving = "Cookie: " + PageServer.cookie(start, "weft-leaving");
        String back = start.header("Location").substring("http://weft.test".length());
        assertThat(back).startsWith("/signin/callback?code=good");

        Answer arrived = ask("GET", back, "", leaving);
        assertThat(arrived.status()).isEqualTo(303);
        assertThat(arrived.header("Location")).isEqualTo("/account");
        assertThat(PageServer.cookie(arrived, "weft-leaving")).isEqualTo("weft-leaving=");
        assertThat(ask("GET", "/account", "", "Cookie: " + PageServer.cookie(arrived, "weft-session"))
                        .body())
                .contains("Marie Curie");
        assertThat(provider.departures.getFirst().verifier()).hasSize(43);
        assertThat(provider.departures.getFirst().nonce())
                .isNotEqualTo(provider.departures.getFirst().state());
    }

    @Test
    void an_answer_that_this_browser_did_not_ask_for_is_refused() throws Exception {
        Answer mine = ask("GET", "/signin/start?source=uni", "");
        Answer others = ask("GET", "/signin/start?source=uni", "");
        String back = mine.header("Location").substring("http://weft.test".length());

        for (String cookie : List.of(
                "Accept: */*", "Cookie: " + PageServer.cookie(others, "weft-leaving"), "Cookie: weft-leaving=x.y.z")) {
            Answer answer = ask("GET", back, "", cookie);
            assertThat(answer.status()).as(cookie).isEqualTo(403);
            assertThat(answer.header("Set-Cookie")).doesNotContain("weft-session=");
        }
        provider.outcome = new Outcome.Rejected("in none of the required groups");
        Answer refused = ask("GET", back, "", "Cookie: " + PageServer.cookie(mine, "weft-leaving"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("required groups").contains("You are not signed in");
    }

    @Test
    void nobody_is_sent_to_another_site() throws Exception {
        for (String wanted : List.of(
                "https://evil.example",
                "//evil.example",
                "/\\evil.example",
                "/account/../../evil",
                "/accountant",
                "javascript:alert(1)",
                "/signout",
                "/ocs/v2.php/core/getapppassword",
                "/remote.php/webdavs",
                "/account\r\nX: y")) {
            String encoded = URLEncoder.encode(wanted, StandardCharsets.UTF_8);
            Answer answer = ask("POST", "/signin", "user=einstein&password=nietsnie&back=" + encoded);
            assertThat(answer.status()).as(wanted).isEqualTo(303);
            assertThat(answer.header("Location")).as(wanted).isEqualTo("/account");
            Answer start = ask("GET", "/signin/start?source=uni&back=" + encoded, "");
            Answer arrived = ask(
                    "GET",
                    start.header("Location").substring("http://weft.test".length()),
                    "",
                    "Cookie: " + PageServer.cookie(start, "weft-leaving"));
            assertThat(arrived.status()).as(wanted).isEqualTo(303);
            assertThat(arrived.header("Location")).as(wanted).isEqualTo("/account");
        }
        String page = "/index.php/login/v2/flow?token=abc";
        assertThat(ask(
                                "POST",
                                "/signin",
                                "user=einstein&password=nietsnie&back="
                                        + URLEncoder.encode(page, StandardCharsets.UTF_8))
                        .header("Location"))
                .isEqualTo(page);
    }

    @Test
    void an_app_password_is_made_shown_once_listed_and_taken_away() throws Exception {
        String session = signedIn();
        String ticket = PageServer.ticket(ask("GET", "/account", "", session));
        Answer made = ask(
                "POST",
                "/account/app-passwords",
                "ticket=" + ticket + "&label=my+%3Cphone%3E&expires=30+days",
                session);
        String secret = PageServer.found(SECRET, made.body());
        assertThat(site.signIn
                        .authenticate(new Credentials("basic", "einstein", secret), "192.0.2.1")
                        .user())
                .isEqualTo(FakeSite.EINSTEIN);

        Answer listed = ask("GET", "/account", "", session);
        assertThat(listed.body()).contains("my &lt;phone&gt;", "<time").doesNotContain(secret);
        Answer gone = ask(
                "POST",
                "/account/app-passwords/revoke",
                "ticket=" + ticket + "&id=" + PageServer.found(ID, listed.body()),
                session);
        assertThat(gone.status()).isEqualTo(303);
        assertThat(site.appPasswords.find("einstein", secret)).isEmpty();
    }

    @Test
    void forms_of_other_sites_do_nothing() throws Exception {
        String session = signedIn();
        String ticket = PageServer.ticket(ask("GET", "/account", "", session));
        String form = "ticket=" + ticket + "&label=evil";

        assertThat(ask("POST", "/account/app-passwords", "label=evil", session).status())
                .isEqualTo(403);
        assertThat(ask("POST", "/account/app-passwords", "ticket=wrong&label=evil", session)
                        .status())
                .isEqualTo(403);
        assertThat(ask("POST", "/account/app-passwords", form, session, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(ask("POST", "/account/app-passwords", form, session, "Origin: https://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(ask("POST", "/signin", "user=einstein&password=nietsnie", "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(ask("POST", "/signout", "ticket=wrong", session).status()).isEqualTo(403);
        assertThat(ask("GET", "/account/app-passwords", "", session).status()).isEqualTo(405);
        assertThat(ask("GET", "/account", "", session).body()).contains("You have none yet");
    }

    @Test
    void signing_out_ends_the_session_here_and_leads_to_the_provider() throws Exception {
        Answer start = ask("GET", "/signin/start?source=uni", "");
        Answer arrived = ask(
                "GET",
                start.header("Location").substring("http://weft.test".length()),
                "",
                "Cookie: " + PageServer.cookie(start, "weft-leaving"));
        String session = "Cookie: " + PageServer.cookie(arrived, "weft-session");
        String ticket = PageServer.ticket(ask("GET", "/account", "", session));

        Answer out = ask("POST", "/signout", "ticket=" + ticket, session);
        assertThat(out.body()).contains("https://idp.example/end?back=http://weft.test/signin");
        assertThat(PageServer.cookie(out, "weft-session")).isEqualTo("weft-session=");
        assertThat(ask("GET", "/account", "", session).status()).isEqualTo(303);
    }

    @Test
    void the_provider_ends_a_session_by_a_notice() throws Exception {
        Answer start = ask("GET", "/signin/start?source=uni", "");
        Answer arrived = ask(
                "GET",
                start.header("Location").substring("http://weft.test".length()),
                "",
                "Cookie: " + PageServer.cookie(start, "weft-leaving"));
        String session = "Cookie: " + PageServer.cookie(arrived, "weft-session");

        assertThat(ask("POST", "/signin/backchannel/uni", "logout_token=forged").status())
                .isEqualTo(400);
        assertThat(ask("POST", "/signin/backchannel/other", "logout_token=end+session-1")
                        .status())
                .isEqualTo(404);
        assertThat(ask("POST", "/signin/backchannel/uni", "logout_token=end+session-2")
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET", "/account", "", session).status()).isEqualTo(200);
        assertThat(ask("POST", "/signin/backchannel/uni", "logout_token=end+session-1")
                        .status())
                .isEqualTo(200);
        assertThat(ask("GET", "/account", "", session).status()).isEqualTo(303);
    }

    @Test
    void a_session_ends_by_itself() throws Exception {
        String session = signedIn();
        site.clock.forward(Duration.ofHours(12).plusSeconds(1));

        assertThat(ask("GET", "/account", "", session).status()).isEqualTo(303);
    }
}
