/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.sharing.link.LinkChange;
import org.weft.kernel.sharing.link.LinkType;
import org.weft.kernel.sharing.link.NewLink;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.web.page.AccessibilityCheck;
import org.weft.kernel.web.page.Chromium;
import org.weft.spi.share.Link;
import org.weft.spi.storage.Rights;

/** The pages of links in a real browser. Their pictures are left in {@code target/screens} to be looked at. */
@WithClient
class LinkBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    @TempDir
    Path data;

    private LinkedServer site;
    private Chromium browser;
    private AccessibilityCheck well;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        Files.createDirectories(SCREENS);
        site = new LinkedServer(data);
        site.make("home/Fieldwork 2026");
        site.make("home/Fieldwork 2026/raw");
        site.make("home/Fieldwork 2026/Bilder & Töne");
        site.put("home/Fieldwork 2026/measurements.csv", "x".repeat(123_456));
        site.put("home/Fieldwork 2026/README.md", "# Read me");
        site.put("home/Fieldwork 2026/<b>bold<b> & \"quoted\".txt", "x");
        site.put("home/Fieldwork 2026/" + "a_long_name_without_a_place_to_break_".repeat(5) + ".dat", "x");
        site.put("home/Fieldwork 2026/raw/day one.dat", "x".repeat(5_000_000));
        browser = new Chromium(data.resolve("profile"));
        well = new AccessibilityCheck(browser);
        browser.size(1100, 800);
    }

    @AfterEach
    void stop() {
        if (browser != null) {
            browser.close();
        }
        site.close();
    }

    private String page(Link link) {
        return site.url() + "/s/" + link.token();
    }

    private Path file(String name, int size) throws Exception {
        return Files.write(data.resolve(name), new byte[size]);
    }

    @Test
    void a_folder_can_be_walked_without_scripts() throws Exception {
        Link link = site.links
                .links()
                .create(
                        site.einstein(),
                        LinkedServer.at("home/Fieldwork 2026"),
                        NewLink.of(LinkType.VIEW.rights())
                                .until(site.clock.instant().plus(Duration.ofDays(30))));
        site.links.links().update(site.einstein(), link.id(), new LinkChange.ToDescription("Data of the spring."));
        browser.scripts(false);
        browser.open(page(link));
        browser.screenshot(SCREENS.resolve("folder.png"));

        assertThat(browser.value("document.querySelector('h1').textContent")).isEqualTo("Fieldwork 2026");
        assertThat(browser.value("[...document.querySelectorAll('tbody bdi')].map(e => e.textContent).join('|')"))
                .contains("raw", "README.md", "<b>bold<b> & \"quoted\".txt");
        assertThat(browser.value("document.querySelectorAll('main, header, table caption, th[scope]').length"))
                .isEqualTo("6");
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo("true");
        browser.open(browser.value("[...document.links].find(a => a.textContent.startsWith('raw')).href"));
        browser.until("document.querySelector('h1').textContent === 'raw'");
        assertThat(browser.value("document.querySelector('nav [aria-current]').textContent"))
                .isEqualTo("raw");
        browser.screenshot(SCREENS.resolve("subfolder.png"));
        browser.open(page(link));
        browser.dark(true);
        browser.screenshot(SCREENS.resolve("folder-dark.png"));
        browser.dark(false);
        browser.size(360, 700);
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .as("nothing is wider than a telephone")
                .isEqualTo("true");
        browser.screenshot(SCREENS.resolve("folder-narrow.png"));
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_folder_is_walked_with_the_keyboard_and_read_aloud() throws Exception {
        browser.open(page(site.link("home/Fieldwork 2026", LinkType.EDIT)));
        well.check();
        well.checkTabs();
        browser.value("[...document.links].find(a => a.textContent.startsWith('raw')).focus()");
        well.enter();
        browser.until("document.querySelector('h1').textContent === 'raw'");
        well.check();
        well.checkTabs();
        browser.choose("#files", file("chosen.bin", 1000));
        browser.until("document.getElementById('status').textContent === '1 of 1 file uploaded.'");
        well.check();
        assertThat(browser.value("document.getElementById('status').getAttribute('role')"
                        + " ?? document.getElementById('status').getAttribute('aria-live')"))
                .as("how far it got is read aloud")
                .isIn("status", "polite");
    }

    @Test
    void an_internal_link_leads_through_the_sign_in_to_the_folder_and_tells_who_has_no_access() throws Exception {
        String page = page(site.links
                .links()
                .create(site.einstein(), LinkedServer.at("home/Fieldwork 2026"), NewLink.of(Rights.none())));
        signIn(page, "marie");
        browser.until("document.querySelector('h1') !== null"
                + " && document.querySelector('h1').textContent === 'Nothing is here'");
        assertThat(browser.value("document.body.innerText"))
                .contains("signed in as marie")
                .doesNotContain("Fieldwork");
        well.check();
        browser.complaints.clear(); // of the status 404

        browser.send("Network.clearBrowserCookies", Map.of());
        signIn(page, "einstein");
        browser.until("document.querySelector('h1') !== null"
                + " && document.querySelector('h1').textContent === 'Fieldwork 2026'");
        assertThat(browser.value("location.pathname")).startsWith("/s/");
        assertThat(browser.value("document.body.innerText")).contains("In your files at", "README.md");
        well.check();
        well.checkTabs();
        browser.choose("#files", file("by-einstein.bin", 1000));
        browser.until("document.getElementById('status').textContent === '1 of 1 file uploaded.'");
        assertThat(site.names("home/Fieldwork 2026")).contains("by-einstein.bin");
        assertThat(browser.complaints).isEmpty();
    }

    private void signIn(String page, String user) throws Exception {
        browser.open(page);
        browser.until("document.getElementById('user') !== null");
        browser.value("document.getElementById('user').value = '" + user + "'");
        browser.value("document.getElementById('password').value = '" + new StringBuilder(user).reverse() + "'");
        browser.value("document.querySelector('form button').click()");
    }

    @Test
    void faint_text_would_be_found() throws Exception {
        browser.open(page(site.link("home/Fieldwork 2026", LinkType.VIEW)));
        browser.value("document.querySelector('h1').style.color = '#999'");
        assertThatThrownBy(well::check).isInstanceOf(AssertionError.class).hasMessageContaining("Fieldwork 2026 ");
    }

    @Test
    void files_go_up_by_chooser_and_by_drop_with_progress() throws Exception {
        browser.open(page(site.link("home/Fieldwork 2026", LinkType.EDIT)));
        assertThat(browser.value("document.getElementById('upload').hidden")).isEqualTo("false");

        browser.choose("#files", file("chosen.bin", 3_000_000), file("README.md", 10));
        browser.until("document.getElementById('status').textContent === '2 of 2 files uploaded.'");
        browser.value("""
                (() => {
                  const data = new DataTransfer();
                  data.items.add(new File(['dropped'], 'dropped ü.txt', {lastModified: 1700000000000}));
                  for (const type of ['dragenter', 'dragover', 'drop']) {
                    document.querySelector('h1').dispatchEvent(
                        new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
                  }
                })()""");
        browser.until("document.getElementById('status').textContent === '3 of 3 files uploaded.'");
        browser.screenshot(SCREENS.resolve("uploaded.png"));

        assertThat(browser.value("[...document.querySelectorAll('#sent li')].map(e => e.innerText).join('|')"))
                .contains("done, as README (1).md");
        assertThat(browser.value("document.querySelector('#sent progress').getAttribute('aria-label')"))
                .isEqualTo("Progress of chosen.bin");
        assertThat(site.names("home/Fieldwork 2026")).contains("chosen.bin", "README (1).md", "dropped ü.txt");
        assertThat(site.read("home/Fieldwork 2026/dropped ü.txt")).isEqualTo("dropped");
        assertThat(site.read("home/Fieldwork 2026/README.md")).isEqualTo("# Read me");
        assertThat(browser.value("document.getElementById('again').hidden")).isEqualTo("false");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_password_is_typed_once() throws Exception {
        Link link = site.link("home/Fieldwork 2026", LinkType.EDIT, "open sesame");
        browser.open(page(link));
        assertThat(browser.value("document.activeElement.id")).isEqualTo("password");
        submit("wrong");
        browser.until("document.querySelector('[role=alert]') !== null");
        well.check();
        browser.screenshot(SCREENS.resolve("password.png"));
        browser.dark(true);
        browser.screenshot(SCREENS.resolve("password-dark.png"));
        submit("open sesame");
        browser.until("document.querySelector('table') !== null");

        assertThat(browser.value("document.cookie")).as("scripts see no cookie").isEmpty();
        browser.choose("#files", file("chosen.bin", 100));
        browser.until("document.getElementById('status').textContent === '1 of 1 file uploaded.'");
        browser.open(page(link));
        assertThat(browser.value("document.querySelector('tbody').textContent")).contains("chosen.bin");
        site.links.links().remove(site.einstein(), link.id());
        browser.choose("#files", file("late.bin", 100));
        browser.until("document.querySelector('#sent .failed') !== null");
        assertThat(browser.value("document.querySelector('#sent .failed .word').textContent"))
                .isEqualTo("the link has ended");
    }

    private void submit(String password) throws Exception {
        browser.value("document.getElementById('password').value = '" + password + "'");
        browser.value("document.querySelector('form').requestSubmit()");
    }

    @Test
    void files_are_handed_in_without_a_look() throws Exception {
        Link link = site.link("home/Fieldwork 2026", LinkType.UPLOAD_ONLY);
        browser.open(page(link));
        browser.choose("#files", file("mine.bin", 1000), file("README.md", 20));
        browser.until("document.getElementById('status').textContent === '2 of 2 files uploaded.'");
        well.check();
        browser.screenshot(SCREENS.resolve("hand-in.png"));

        assertThat(browser.value("document.body.innerText")).doesNotContain("README (1)", "measurements");
        assertThat(site.names("home/Fieldwork 2026")).contains("mine.bin", "README (1).md");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void a_single_file_and_a_missing_link_have_pages() throws Exception {
        browser.open(page(site.link("home/Fieldwork 2026/measurements.csv", LinkType.VIEW)));
        well.check();
        browser.screenshot(SCREENS.resolve("file.png"));
        assertThat(browser.value("document.querySelector('dl').innerText")).contains("120.6 KiB");
        browser.open(site.url() + "/s/abcdefghijklmnopqrstuv");
        well.check();
        browser.screenshot(SCREENS.resolve("missing.png"));
        assertThat(browser.value("document.querySelector('h1').textContent")).isEqualTo("Nothing is here");
    }
}
