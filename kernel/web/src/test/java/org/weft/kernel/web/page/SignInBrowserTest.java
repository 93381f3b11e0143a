/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpServer;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.db.LoginFlowTable;
import org.weft.kernel.identity.signin.LoginFlows;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.WithClient;

/** Signing in and the page of app passwords in a real browser without scripts; pictures are left in {@code target/screens}. */
@WithClient
class SignInBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    @TempDir
    Path data;

    private FakeSite site;
    private HttpServer server;
    private LoginFlows flows;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        Files.createDirectories(SCREENS);
        site = new FakeSite(data);
        site.browserProviders.add(new PagedProvider(FakeSite.MARIE).named("uni"));
        Router router = new Router();
        flows = new LoginFlows(new LoginFlowTable(site.database), site.appPasswords, site.clock);
        router.at(Stylesheet.PATH, EndpointAccess.OPEN, new Stylesheet());
        router.at(SiteIcon.PATH, EndpointAccess.OPEN, new SiteIcon());
        new LoginFlowPages(flows, site.signIn, site.sessions).register(router);
        new SignInPages(site.sessions, site.signIn, site.clock).register(router);
        new AccountPages(site.sessions, site.appPasswords, site.clock).register(router);
        server = new HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(site.signIn), RequestObserver.NONE);
        server.start();
        browser = new Chromium(data.resolve("profile"));
        browser.size(1000, 800);
        browser.scripts(false);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        server.close();
        site.close();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private void title(String title) throws Exception {
        browser.until("document.querySelector('h1') !== null && document.querySelector('h1').textContent === '" + title
                + "'");
    }

    private String text() throws Exception {
        return browser.value("document.body.innerText");
    }

    private void click(String selector) throws Exception {
        browser.value("document.querySelector(\"" + selector + "\").click()");
    }

    private void type(String id, String text) throws Exception {
        browser.value("document.getElementById('" + id + "').value = '" + text + "'");
    }

    private void signInWithPassword() throws Exception {
        browser.open(url("/account"));
        title("Sign in");
        type("user", "einstein");
        type("password", "nietsnie");
        click("button");
        title("Your account");
    }

    @Test
    void app_passwords_are_made_and_taken_away_without_scripts() throws Exception {
        browser.open(url("/account"));
        title("Sign in");
        browser.screenshot(SCREENS.resolve("sign-in.png"));
        type("user", "einstein");
        type("password", "wrong");
        click("button");
        browser.until("document.querySelector('[role=alert]') !== null");
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("sign-in-wrong.png"));
        browser.complaints.clear(); // of the status 403
        signInWithPassword();
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("account-empty.png"));

        for (String label : new String[] {"Laptop at home", "Telescope <script>"}) {
            type("label", label);
            browser.value("document.getElementById('expires').value = '30 days'");
            click("form[action='/account/app-passwords'] button");
            title("Your new app password");
            assertThat(browser.value("document.getElementById('secret').textContent"))
                    .startsWith("weft-");
            new AccessibilityCheck(browser).check();
            browser.screenshot(SCREENS.resolve("app-password.png"));
            click("a.button");
            title("Your account");
        }
        assertThat(text()).contains("Laptop at home", "Telescope <script>", "never");
        assertThat(browser.value("document.querySelectorAll('th[scope], table caption, label[for]').length"))
                .isEqualTo("8");
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("account.png"));
        browser.dark(true);
        browser.screenshot(SCREENS.resolve("account-dark.png"));
        browser.dark(false);
        browser.size(360, 700);
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing is wider than a telephone")
                .isEqualTo("true");
        browser.screenshot(SCREENS.resolve("account-narrow.png"));
        browser.size(1000, 800);

        click("td form button");
        browser.until("!document.body.innerText.includes('Laptop at home')");
        click("form[action='/signout'] button");
        title("You are signed out");
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("signed-out.png"));
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_sync_client_is_let_in_by_whoever_signs_in_at_the_provider() throws Exception {
        LoginFlows.Begun begun = flows.begin("Desk client 4.2", "127.0.0.1");
        browser.open(url("/index.php/login/v2/flow?token=" + begun.login()));
        title("Sign in");
        browser.screenshot(SCREENS.resolve("flow-sign-in.png"));
        click("a.button");
        title("Let this program in?");
        assertThat(text()).contains("marie", "Desk client 4.2");
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("flow-grant.png"));
        click("button");
        title("Done");

        LoginFlows.Credentials granted = flows.poll(begun.poll()).orElseThrow();
        assertThat(site.appPasswords.find("marie", granted.password())).isPresent();

        LoginFlows.Begun second = flows.begin("Another client", "127.0.0.1");
        browser.open(url("/index.php/login/v2/flow?token=" + second.login()));
        title("Let this program in?");
        assertThat(flows.poll(second.poll()))
                .as("seeing the page grants nothing")
                .isEmpty();
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void no_other_site_can_frame_the_pages() throws Exception {
        browser.scripts(true);
        signInWithPassword();
        for (String path : new String[] {"/account", "/signin", "/signin/start?source=uni"}) {
            String policy = browser.value("fetch('" + path
                    + "', {redirect: 'manual'}).then(r => r.headers.get('content-security-policy') +"
                    + " r.headers.get('x-frame-options'))");
            assertThat(policy).as(path).isNotNull();
        }
    }
}
