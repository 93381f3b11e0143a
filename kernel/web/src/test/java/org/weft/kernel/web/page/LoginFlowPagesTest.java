/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.RawHttpClient.Answer;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.db.LoginFlowTable;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.OverWire;
import org.weft.spi.auth.Credentials;

/** How a program is let in by way of a browser. */
@OverWire
class LoginFlowPagesTest {

    @TempDir
    Path data;

    private FakeSite site;
    private PageServer server;

    @BeforeEach
    void start() throws IOException {
        site = new FakeSite(data);
        Router router = new Router();
        LoginFlows flows = new LoginFlows(new LoginFlowTable(site.database), site.appPasswords, site.clock);
        new LoginFlowPages(flows, site.signIn, site.sessions).register(router);
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

    /** A program that waits: what it polls with, and the page's token. */
    private record Waiting(String poll, String token) {}

    private Waiting begin(String agent) throws IOException {
        JsonObject begun = JsonParser.parseString(ask("POST", "/index.php/login/v2", "", "User-Agent: " + agent)
                        .body())
                .getAsJsonObject();
        assertThat(begun.getAsJsonObject("poll").get("endpoint").getAsString())
                .isEqualTo("http://weft.test/index.php/login/v2/poll");
        String login = begun.get("login").getAsString();
        assertThat(login).startsWith("http://weft.test/index.php/login/v2/flow?token=");
        return new Waiting(
                begun.getAsJsonObject("poll").get("token").getAsString(), login.substring(login.indexOf('=') + 1));
    }

    private Answer poll(Waiting waiting) throws IOException {
        return ask("POST", "/index.php/login/v2/poll", "token=" + waiting.poll());
    }

    private Answer page(String form, String... headers) throws IOException {
        return ask("POST", "/index.php/login/v2/flow", form, headers);
    }

    private static String signIn(Waiting waiting, String user, String password) {
        return "token=" + waiting.token() + "&user=" + user + "&password="
                + URLEncoder.encode(password, StandardCharsets.UTF_8);
    }

    @Test
    void a_program_gets_a_password_of_its_own_once_its_user_has_let_it_in() throws IOException {
        Waiting waiting = begin("Desktop of <Einstein>");
        assertThat(poll(waiting).status()).isEqualTo(404);
        assertThat(ask("GET", "/index.php/login/v2/flow?token=" + waiting.token(), "")
                        .body())
                .contains("Desktop of &lt;Einstein&gt;", "type=\"password\"");
        Answer grantPage = page(signIn(waiting, "einstein", "nietsnie"), "Sec-Fetch-Site: same-origin");
        assertThat(grantPage.body()).contains("signed in as <strong>einstein</strong>", "Grant access");
        assertThat(poll(waiting).status()).isEqualTo(404);
        assertThat(page("token=" + waiting.token() + "&ticket=" + PageServer.ticket(grantPage))
                        .status())
                .isEqualTo(200);

        Answer granted = poll(waiting);

        JsonObject login = JsonParser.parseString(granted.body()).getAsJsonObject();
        assertThat(login.get("server").getAsString()).isEqualTo("http://weft.test");
        assertThat(login.get("loginName").getAsString()).isEqualTo("einstein");
        assertThat(site.signIn
                        .authenticate(
                                new Credentials(
                                        "basic",
                                        "einstein",
                                        login.get("appPassword").getAsString()),
                                "192.0.2.1")
                        .user())
                .isEqualTo(FakeSite.EINSTEIN);
        assertThat(poll(waiting).status()).as("a poll token is good once").isEqualTo(404);
        assertThat(page("token=" + waiting.token() + "&ticket=" + PageServer.ticket(grantPage))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void without_the_ticket_of_the_page_that_follows_the_sign_in_nobody_presses_the_button() throws IOException {
        Waiting waiting = begin("x");
        assertThat(page("token=" + waiting.token() + "&ticket=").status()).isEqualTo(403);
        String early = PageServer.ticket(page(signIn(waiting, "einstein", "nietsnie")));
        String late = PageServer.ticket(page(signIn(waiting, "marie", "eiram")));
        assertThat(page("token=" + waiting.token() + "&ticket=" + early).status())
                .isEqualTo(403);
        assertThat(poll(waiting).status()).isEqualTo(404);
        assertThat(page("token=" + waiting.token() + "&ticket=" + late).status())
                .isEqualTo(200);
        assertThat(poll(waiting).body()).contains("\"loginName\":\"marie\"");
    }

    @Test
    void another_site_can_neither_frame_the_page_nor_send_its_forms() throws IOException {
        Waiting waiting = begin("x");
        Answer page = ask("GET", "/index.php/login/v2/flow?token=" + waiting.token(), "");
        assertThat(page.header("Content-Security-Policy"))
                .contains("frame-ancestors 'none'", "form-action 'self'", "default-src 'none'");
        assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(page.body()).doesNotContain("<script", "http://", "https://");
        assertThat(page(signIn(waiting, "einstein", "nietsnie"), "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_wrong_password_and_an_app_password_are_refused_on_the_page() throws IOException {
        Waiting waiting = begin("x");
        Answer wrong = page(signIn(waiting, "einstein", "guess"));
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.body()).contains("the name or the password is wrong", "type=\"password\"");
        assertThat(wrong.header("WWW-Authenticate")).isEmpty();
        String secret = site.appPasswords
                .make(site.sessionOf(FakeSite.EINSTEIN), "", java.util.List.of(), java.util.Optional.empty())
                .secret();
        assertThat(page(signIn(waiting, "einstein", secret)).status()).isEqualTo(403);
    }

    @Test
    void a_sign_in_that_nobody_grants_ends_by_itself() throws IOException {
        Waiting waiting = begin("x");
        String ticket = PageServer.ticket(page(signIn(waiting, "einstein", "nietsnie")));
        site.clock.forward(Duration.ofMinutes(21));
        assertThat(page("token=" + waiting.token() + "&ticket=" + ticket).status())
                .isEqualTo(404);
        assertThat(poll(waiting).status()).isEqualTo(404);
    }

    @Test
    void one_address_begins_only_so_many() throws IOException {
        int last = 200;
        for (int i = 0; i < 70 && last == 200; i++) {
            last = ask("POST", "/index.php/login/v2", "").status();
        }
        assertThat(last).isEqualTo(429);
    }
}
