/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.fake.FakeSite;
import org.weft.kernel.ocm.LabSite;
import org.weft.kernel.sharing.PeerHost;
import org.weft.kernel.sharing.Provider;
import org.weft.kernel.sharing.ProviderSource;

/** The pages of invitations in a real browser. Their pictures are left in {@code target/screens} to be looked at. */
class InviteBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    @TempDir
    Path data;

    private LabSite a;
    private LabSite b;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        Files.createDirectories(SCREENS);
        b = new LabSite(data.resolve("b"), "127.0.0.2");
        a = new LabSite(
                data.resolve("a"), "127.0.0.1", Clock.systemUTC(), List.of(new Science(b.host())), usual -> usual);
        browser = new Chromium(data.resolve("profile"));
        browser.size(1100, 800);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        a.close();
        b.close();
    }

    private String invitation() {
        return a.url() + "/wayf?token="
                + a.invitations.generate(FakeSite.EINSTEIN.id(), "", "").token();
    }

    private void signedIn(String user) throws Exception {
        String pair = user + ":" + new StringBuilder(user).reverse();
        browser.send("Network.enable", Map.of());
        browser.send(
                "Network.setExtraHTTPHeaders",
                Map.of(
                        "headers",
                        Map.of(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))));
    }

    private void fits() throws Exception {
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo("true");
    }

    /** One main part, one first heading, a title that tells the page, and a name for whatever takes input. */
    private void readsWell() throws Exception {
        assertThat(browser.value("document.querySelectorAll('main').length")).isEqualTo("1");
        assertThat(browser.value("document.querySelectorAll('h1').length")).isEqualTo("1");
        assertThat(browser.value("document.title"))
                .startsWith(browser.value("document.querySelector('h1').textContent"));
        assertThat(browser.value("document.documentElement.lang")).isEqualTo("en");
        assertThat(browser.value("[...document.querySelectorAll('input:not([type=hidden])')]"
                        + ".every(e => e.labels.length === 1 && e.labels[0].textContent.trim() !== '')"))
                .isEqualTo("true");
        assertThat(browser.value("[...document.querySelectorAll('a, button')].every(e => e.textContent.trim() !== '')"))
                .isEqualTo("true");
    }

    private void key(String name, int code, String text) throws Exception {
        for (String type : List.of("keyDown", "keyUp")) {
            browser.send(
                    "Input.dispatchKeyEvent",
                    Map.of("type", type, "key", name, "code", name, "windowsVirtualKeyCode", code, "text", text));
        }
    }

    private void tab() throws Exception {
        key("Tab", 9, "");
    }

    private void enter() throws Exception {
        key("Enter", 13, "\r");
    }

    private void pictures(String name) throws Exception {
        browser.screenshot(SCREENS.resolve(name + ".png"));
        browser.dark(true);
        browser.screenshot(SCREENS.resolve(name + "-dark.png"));
        browser.dark(false);
        browser.size(360, 700);
        fits();
        browser.screenshot(SCREENS.resolve(name + "-narrow.png"));
        browser.size(1100, 800);
    }

    @Test
    void an_invitation_is_accepted_with_the_keyboard_alone() throws Exception {
        browser.scripts(false);
        browser.open(invitation());
        readsWell();
        pictures("wayf");
        assertThat(browser.value("document.querySelector('h2').textContent")).isEqualTo("Science mesh");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("host");
        browser.send("Input.insertText", Map.of("text", b.host().text()));
        enter();
        browser.until("document.querySelector('h1').textContent.startsWith('Accept the invitation at')");
        readsWell();
        pictures("wayf-lead");

        signedIn("marie");
        tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Go to " + b.host());
        enter();
        browser.until("document.querySelector('h1').textContent.startsWith('An invitation from')");
        readsWell();
        pictures("ocm-invite");
        assertThat(browser.value("document.body.innerText"))
                .contains("Marie Curie", a.host().text());
        tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Accept the invitation");
        enter();
        browser.until("document.querySelector('h1').textContent === 'The invitation is accepted'");
        readsWell();
        pictures("ocm-accepted");
        assertThat(browser.value("document.body.innerText")).contains("Albert Einstein");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_site_is_chosen_from_the_federation() throws Exception {
        browser.open(invitation());
        tab();
        tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("The Institute of Radium");
        enter();
        browser.until("document.querySelector('h1').textContent.startsWith('Accept the invitation at')");
        tab();
        tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Choose another site");
        enter();
        browser.until("document.querySelector('h1').textContent === 'Where is your account?'");
    }

    @Test
    void what_goes_wrong_is_told_on_a_page_that_leads_on() throws Exception {
        String link = invitation();
        browser.open(link + "&host=not+a+host");
        readsWell();
        assertThat(browser.value("document.querySelector('[role=alert]').textContent"))
                .contains("files.example.org");
        assertThat(browser.value("document.getElementById('host').getAttribute('aria-invalid')"))
                .isEqualTo("true");
        assertThat(browser.value("document.getElementById('host').value")).isEqualTo("not a host");
        assertThat(browser.value("document.getElementById('host').getAttribute('aria-describedby')"))
                .isEqualTo(browser.value("document.querySelector('[role=alert]').id"));
        pictures("wayf-wrong");

        browser.open(link + "&host=127.0.0.99:1");
        readsWell();
        assertThat(browser.value("document.querySelector('[role=alert]').textContent"))
                .contains("127.0.0.99:1 is on none of the lists");

        signedIn("marie");
        browser.open(b.url() + "/ocm-invite?token=over&providerDomain=" + a.host());
        tab();
        enter();
        browser.until("document.querySelector('h1').textContent !== 'An invitation from " + a.host() + "'");
        readsWell();
        assertThat(browser.value("document.querySelector('h1').textContent"))
                .isEqualTo("This invitation is not good any more");
        pictures("ocm-invite-over");
    }

    /** A federation with one site. */
    private record Science(PeerHost host) implements ProviderSource {

        @Override
        public String federation() {
            return "Science mesh";
        }

        @Override
        public Optional<Provider> find(PeerHost wanted) {
            return all().stream()
                    .filter(provider -> provider.domain().equals(wanted))
                    .findFirst();
        }

        @Override
        public List<Provider> all() {
            return List.of(Provider.of(host, "The Institute of Radium"));
        }
    }
}
