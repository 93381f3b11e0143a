/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;

/** Every page on a small telephone, 320 pixels wide, and by the keyboard. */
class NarrowPagesIT {

    private static final String[] EINSTEIN = PaperOffice.basic("einstein", "relativity");
    private static final String LONG =
            "a_very_long_name_that_no_browser_would_break_by_itself_as_nothing_in_it_is_a_space.odt";

    @TempDir
    static Path folder = Path.of("");

    private static final int MOST_TABS = 12;

    private static PaperOffice office;
    private static RunningWeft weft;
    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    @TempDir
    Path own = Path.of("");

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        office = new PaperOffice();
        int port = OpenIdProvider.freePort();
        Path config = Files.writeString(folder.resolve("weft.toml"), """
            [ocm]
            profile = "open-lab"

            %s
            """.formatted(office.config("Paper")));
        weft = RunningWeft.at("127.0.0.1:" + port, folder.resolve("data"), "--demo", "--config", config.toString());
        for (String file : new String[] {LONG, "data.xyz", "folder.txt"}) {
            assertThat(office.send("PUT", weft.http() + "/remote.php/webdav/" + file, "Dear", EINSTEIN)
                            .statusCode())
                    .isEqualTo(201);
        }
        String folderLink = link("path=/&permissions=1");
        String fileLink = link("path=/" + LONG + "&permissions=1");
        String locked = link("path=/&permissions=1&password=Kq8-tree-Blue");
        String drop = link("path=/&permissions=4");
        PAGES.clear(); // a second try has a server of its own
        PAGES.put("/apps/open?path=/home/" + LONG, LONG);
        PAGES.put("/apps/open?path=/home/data.xyz", "No application opens this file");
        PAGES.put("/apps/open?path=/home/none.odt", "Nothing is here");
        PAGES.put("/remote.php/webdav/", "Your files");
        PAGES.put("/remote.php/webdav/none", "Nothing is here");
        PAGES.put("/s/" + folderLink, "");
        PAGES.put("/s/" + fileLink, "");
        PAGES.put("/s/" + fileLink + "/open", LONG);
        PAGES.put("/s/" + locked, "");
        PAGES.put("/s/" + drop, "");
        PAGES.put("/s/nothing", "Nothing is here");
        PAGES.put("/wayf?token=nonsense", "This invitation is not good any more");
        PAGES.put("/ocm-invite?token=abc&providerDomain=a-long-name-of-a-site.institute.example.org", "");
        PAGES.put("/account", "Your account");
        PAGES.put("/nothing/" + LONG, "Nothing is here");
        PAGES.put("/", "Research storage, open to the tools you have");
    }

    private static String link(String what) throws Exception {
        return office.shares(weft, "POST", "?shareType=3&" + what, EINSTEIN)
                .get("token")
                .getAsString();
    }

    @AfterAll
    static void stop() throws Exception {
        if (weft != null) {
            weft.close();
        }
        if (office != null) {
            office.close();
        }
    }

    @BeforeEach
    void sitDown() throws Exception {
        browser = Browser.start(own.resolve("profile"));
        browser.size(320, 640);
    }

    @AfterEach
    void leave() {
        if (browser != null) {
            browser.close();
        }
    }

    private void signIn() throws Exception {
        browser.open(weft.http() + "/signin?back=/account");
        fits("/signin");
        browser.type("user", "einstein");
        browser.type("password", "wrong");
        browser.click("Sign in");
        browser.until("document.querySelector('[role=alert]') !== null");
        fits("/signin after a wrong password");
        assertThat(browser.value("document.querySelector('[name=user]').value"))
                .as("the name stays")
                .isEqualTo("einstein");
        browser.type("password", "relativity");
        browser.click("Sign in");
        browser.heading("Your account");
    }

    private void fits(String page) throws Exception {
        String wide = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right >"
                + " innerWidth + 1).map(e => e.outerHTML.slice(0, 120)).join('\\n"
                + "')";
        assertThat(Integer.parseInt(browser.value("document.documentElement.scrollWidth")))
                .as(page + " is no wider than the window; what sticks out:\n" + browser.value(wide))
                .isLessThanOrEqualTo(320);
    }

    /** Tab comes to whatever can be clicked, with a ring that is seen. */
    private void hasTabs(String page) throws Exception {
        String all = "[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select')]"
                + ".filter(e => e.checkVisibility() && !e.disabled)";
        int count = Math.min(MOST_TABS, Integer.parseInt(browser.value(all + ".length")));
        Set<String> reached = new HashSet<>();
        // A page may begin with a field that has the focus; behind the last control comes the window's own place.
        for (int i = 0; i < 2 * count + 1 && reached.size() < count; i++) {
            browser.tab();
            String control = browser.value(all + ".indexOf(document.activeElement)");
            if (!control.equals("-1")) {
                reached.add(control);
                assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                        .as(page)
                        .isNotEqualTo("none");
            }
        }
        assertThat(reached).as("what Tab comes to at " + page).hasSize(count);
    }

    @Test
    void no_page_is_wider_than_a_telephone_and_all_are_used_by_the_keyboard() throws Exception {
        signIn();
        for (Map.Entry<String, String> page : PAGES.entrySet()) {
            browser.open(weft.http() + page.getKey());
            fits(page.getKey());
            assertThat(browser.value("document.querySelector('h1').textContent"))
                    .as(page.getKey())
                    .contains(page.getValue());
            assertThat(browser.value("document.querySelector('link[rel=icon]') !== null"))
                    .as(page.getKey())
                    .isEqualTo("true");
            boolean app =
                    browser.value("document.querySelector('iframe') !== null").equals("true");
            if (!app) {
                hasTabs(page.getKey());
            }
        }
        assertThat(browser.boxes()).isEmpty();
    }
}
