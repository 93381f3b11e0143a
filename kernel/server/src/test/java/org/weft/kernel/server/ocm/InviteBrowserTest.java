/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.ocm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.ocm.LabSite;
import org.weft.kernel.sharing.peer.OcmProvider;
import org.weft.kernel.sharing.peer.PeerHost;
import org.weft.kernel.sharing.peer.ProviderList;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.web.page.AccessibilityCheck;
import org.weft.kernel.web.page.Chromium;

/** The pages of invitations in a real browser. Their pictures are left in {@code target/screens} to be looked at. */
@WithClient
class InviteBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    @TempDir
    Path data;

    private LabSite a;
    private LabSite b;
    private Chromium browser;
    private AccessibilityCheck page;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        Files.createDirectories(SCREENS);
        b = LabPages.site(data.resolve("b"), "127.0.0.2");
        a = LabPages.site(data.resolve("a"), "127.0.0.1", List.of(new Science(b.host())));
        browser = new Chromium(data.resolve("profile"));
        page = new AccessibilityCheck(browser);
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
        page.check();
        pictures("wayf");
        assertThat(browser.value("document.querySelector('h2').textContent")).isEqualTo("Science mesh");
        assertThat(browser.value("document.activeElement.id")).isEqualTo("host");
        browser.send("Input.insertText", Map.of("text", b.host().text()));
        page.enter();
        browser.until("document.querySelector('h1').textContent.startsWith('Accept the invitation at')");
        page.check();
        pictures("wayf-lead");

        signedIn("marie");
        page.tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Go to " + b.host());
        page.enter();
        browser.until("document.querySelector('h1').textContent.startsWith('An invitation from')");
        page.check();
        pictures("ocm-invite");
        assertThat(browser.value("document.body.innerText"))
                .contains("Marie Curie", a.host().text());
        page.tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Accept the invitation");
        page.enter();
        browser.until("document.querySelector('h1').textContent === 'The invitation is accepted'");
        page.check();
        pictures("ocm-accepted");
        assertThat(browser.value("document.body.innerText")).contains("Albert Einstein");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_site_is_chosen_from_the_federation() throws Exception {
        browser.open(invitation());
        page.tab();
        page.tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("The Institute of Radium");
        page.enter();
        browser.until("document.querySelector('h1').textContent.startsWith('Accept the invitation at')");
        page.tab();
        page.tab();
        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Choose another site");
        page.enter();
        browser.until("document.querySelector('h1').textContent === 'Where is your account?'");
    }

    @Test
    void what_goes_wrong_is_told_on_a_page_that_leads_on() throws Exception {
        String link = invitation();
        browser.open(link + "&host=not+a+host");
        page.check();
        assertThat(browser.value("document.querySelector('[role=alert]').textContent"))
                .contains("files.example.org");
        assertThat(browser.value("document.getElementById('host').getAttribute('aria-invalid')"))
                .isEqualTo("true");
        assertThat(browser.value("document.getElementById('host').value")).isEqualTo("not a host");
        assertThat(browser.value("document.getElementById('host').getAttribute('aria-describedby')"))
                .isEqualTo(browser.value("document.querySelector('[role=alert]').id"));
        pictures("wayf-wrong");

        browser.open(link + "&host=127.0.0.99:1");
        page.check();
        assertThat(browser.value("document.querySelector('[role=alert]').textContent"))
                .contains("127.0.0.99:1 is on none of the lists");

        signedIn("marie");
        browser.open(b.url() + "/ocm-invite?token=over&providerDomain=" + a.host());
        page.tab();
        page.enter();
        browser.until("document.querySelector('h1').textContent !== 'An invitation from " + a.host() + "'");
        page.check();
        assertThat(browser.value("document.querySelector('h1').textContent"))
                .isEqualTo("This invitation is not good any more");
        pictures("ocm-invite-over");
    }

    /** A federation with one site. */
    private record Science(PeerHost host) implements ProviderList {

        @Override
        public String federation() {
            return "Science mesh";
        }

        @Override
        public Optional<OcmProvider> find(PeerHost wanted) {
            return all().stream()
                    .filter(provider -> provider.domain().equals(wanted))
                    .findFirst();
        }

        @Override
        public List<OcmProvider> all() {
            return List.of(OcmProvider.of(host, "The Institute of Radium"));
        }
    }
}
