/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.apps.OfficeSite;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.testing.WithClient;

/** The page of an app in a real browser, with an office of another origin in its frame. */
@WithClient
class AppBrowserTest {

    private static final Path SCREENS = Path.of("target", "screens");

    @TempDir
    Path data;

    /** What the office noticed of the keyboard: what got the focus, and what was pressed. */
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private HttpServer office;
    private OfficeSite site;
    private org.weft.kernel.http.HttpServer weft;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        Files.createDirectories(SCREENS);
        office = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        office.createContext("/edit", exchange -> {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String token = form.contains("access_token=a1.") ? "with a token" : "without a token";
            byte[] page =
                    ("<!DOCTYPE html><title>office</title><body style=\"background:#dfe9dc;font-family:sans-serif\">"
                                    + "<h1>The office</h1><p id=told>" + exchange.getRequestMethod() + " " + token
                                    + "</p><label>Text <input id=text></label><button id=save>Save</button>"
                                    + "<script>const tell = body => fetch('/told', {method: 'POST', body});"
                                    + "for (const type of ['focusin', 'keydown']) "
                                    + "addEventListener(type, event => tell(event.key ?? event.target.id));"
                                    + "tell('ready')</script>"
                                    + "<p id=from>"
                                    + exchange.getRequestHeaders().getFirst("Referer") + "</p>")
                            .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page);
            }
        });
        office.createContext("/told", exchange -> {
            heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        office.start();
        site = new OfficeSite(data.resolve("site"), URI.create(officeUrl() + "/edit?x=1"), "http://weft.test");
        site.put(FakeSite.EINSTEIN, "home/Letter <to> \u00e4 friend.txt", "Dear");
        site.put(FakeSite.EINSTEIN, "home/print.pdf", "x");
        Router router = new Router();
        new AppPage(site.apps).register(router);
        new RootPage(() -> new SiteInfo("Weft", "", List.of())).register(router);
        weft = new org.weft.kernel.http.HttpServer(
                HttpSettings.at("127.0.0.1", 0),
                router,
                new SignInAuthenticator(site.site.signIn),
                RequestObserver.NONE);
        weft.start();
        browser = new Chromium(data.resolve("profile"));
        browser.size(1100, 800);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
        weft.close();
        site.close();
        office.stop(0);
    }

    private String officeUrl() {
        return "http://127.0.0.1:" + office.getAddress().getPort();
    }

    private String page(String path) {
        return "http://einstein:nietsnie@127.0.0.1:" + weft.port() + "/apps/open?path=" + path;
    }

    @Test
    void the_office_gets_the_token_in_a_form_inside_the_frame() throws Exception {
        browser.open(page("/home/Letter%20%3Cto%3E%20%C3%A4%20friend.txt"));
        browser.until("document.getElementById('open').hidden");
        browser.screenshot(SCREENS.resolve("app.png"));

        assertThat(browser.value("document.querySelector('h1').textContent"))
                .isEqualTo("Letter <to> \u00e4 friend.txt");
        assertThat(browser.value("document.querySelector('iframe').title")).isEqualTo("Pen");
        assertThat(browser.value("document.querySelector('iframe').contentDocument === null"))
                .as("the office is of another origin")
                .isEqualTo("true");
        assertThat(browser.value("location.href")).doesNotContain("a1.");
        browser.dark(true);
        browser.screenshot(SCREENS.resolve("app-dark.png"));
        browser.dark(false);
        browser.size(360, 700);
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo("true");
        browser.screenshot(SCREENS.resolve("app-narrow.png"));
        // A warning about frames of the page's own origin, which the browser gives before it knows that this is none.
        assertThat(browser.complaints).allMatch(complaint -> complaint.contains("can escape its sandboxing"));
    }

    @Test
    void people_are_told_why_it_opens_for_reading() throws Exception {
        browser.open(page("/home/print.pdf&view_mode=write"));
        browser.until("document.getElementById('open').hidden");
        new AccessibilityCheck(browser).check();
        browser.screenshot(SCREENS.resolve("app-reading.png"));
        assertThat(browser.value("document.documentElement.scrollHeight <= innerHeight"))
                .as("the frame fits under what is told")
                .isEqualTo("true");

        assertThat(browser.value("document.querySelector('[role=status]').textContent"))
                .contains("Opened for reading only", "only shows files of this type");
    }

    @Test
    void without_scripts_there_is_a_button() throws Exception {
        browser.scripts(false);
        browser.open(page("/home/print.pdf"));

        assertThat(browser.value("document.querySelector('form button').textContent"))
                .isEqualTo("Open in Paper");
        assertThat(browser.value("document.querySelector('form').target")).isEqualTo("app");
        AccessibilityCheck page = new AccessibilityCheck(browser);
        page.check();
        browser.value("document.querySelector('form button').focus()");
        page.enter();
        browser.until("document.activeElement.tagName !== 'BODY'");
        browser.screenshot(SCREENS.resolve("app-button.png"));
    }

    @Test
    void what_no_app_opens_is_told_with_a_way_back_and_a_copy() throws Exception {
        site.put(FakeSite.EINSTEIN, "home/data.xyz", "1 2 3");
        browser.open(page("/home/data.xyz"));

        assertThat(browser.value("document.querySelector('h1').textContent"))
                .isEqualTo("No application opens this file");
        assertThat(browser.value("document.body.innerText")).contains("data.xyz", "you can download it");
        AccessibilityCheck page = new AccessibilityCheck(browser);
        page.check();
        page.checkTabs();
        assertThat(page.told()).contains("link: Back to the folder", "link: Download");
        assertThat(browser.value("document.querySelector('a').getAttribute('href')"))
                .isEqualTo("/remote.php/dav/tree/home/");
        browser.screenshot(SCREENS.resolve("app-none.png"));
    }

    @Test
    void an_app_that_is_down_is_told_with_a_way_back_and_a_copy_and_another_try() throws Exception {
        site.put(FakeSite.EINSTEIN, "home/away.pdf", "x");
        browser.open(page("/home/away.pdf"));

        assertThat(browser.value("document.querySelector('h1').textContent"))
                .isEqualTo("This can't be opened at the moment");
        AccessibilityCheck page = new AccessibilityCheck(browser);
        page.check();
        page.checkTabs();
        assertThat(page.told()).contains("link: Try again", "link: Back to the folder", "link: Download");
        assertThat(browser.value("document.querySelector('a').getAttribute('href')"))
                .isEqualTo("/apps/open?path=/home/away.pdf");
        browser.screenshot(SCREENS.resolve("app-away.png"));
    }

    private void awaitHeard(String what, long times) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (heard.stream().filter(what::equals).count() < times) {
            assertThat(System.nanoTime()).as(what + " among " + heard).isLessThan(end);
            Thread.sleep(50);
        }
    }

    @Test
    void the_keyboard_is_in_the_app_at_once_and_is_not_caught_there() throws Exception {
        browser.open(page("/home/Letter%20%3Cto%3E%20%C3%A4%20friend.txt"));
        browser.until("document.activeElement.id === 'app'");
        awaitHeard("ready", 1);
        AccessibilityCheck page = new AccessibilityCheck(browser);

        page.type('x');
        awaitHeard("x", 1);
        page.tab();
        awaitHeard("text", 1);
        page.tab();
        awaitHeard("save", 1);
        page.escape();
        awaitHeard("Escape", 1);
        assertThat(browser.value("location.pathname")).as("nothing is closed").isEqualTo("/apps/open");
        for (int i = 0; i < 6 && heard.stream().filter("text"::equals).count() < 2; i++) {
            page.tab(); // out behind the last, and in again at the first
        }
        awaitHeard("text", 2);
    }

    @Test
    void a_screen_reader_is_told_the_file_and_the_app_and_no_button_that_is_not_needed() throws Exception {
        browser.open(page("/home/Letter%20%3Cto%3E%20%C3%A4%20friend.txt"));
        browser.until("document.getElementById('open').hidden");

        assertThat(new AccessibilityCheck(browser).told())
                .contains("heading: Letter <to> \u00e4 friend.txt", "Iframe: Pen")
                .contains("link: Back to the folder", "link: Download", "button: Open in a tab of its own")
                .noneMatch(told -> told.equals("button: Open in Pen"));
    }

    @Test
    void a_screen_reader_is_told_with_the_app_why_it_opens_for_reading() throws Exception {
        browser.open(page("/home/print.pdf&view_mode=write"));
        browser.until("document.activeElement.id === 'app'");

        assertThat(new AccessibilityCheck(browser).told())
                .contains("heading: print.pdf")
                .anySatisfy(told -> assertThat(told)
                        .startsWith("Iframe: Paper (Opened for reading only: ")
                        .contains("only shows files of this type"));
    }

    @Test
    void without_scripts_the_first_tab_leads_to_the_button_which_tells_why_too() throws Exception {
        browser.scripts(false);
        browser.open(page("/home/print.pdf&view_mode=write"));
        AccessibilityCheck page = new AccessibilityCheck(browser);

        page.tab();

        assertThat(browser.value("document.activeElement.textContent")).isEqualTo("Open in Paper");
        assertThat(browser.value("getComputedStyle(document.activeElement).outlineStyle"))
                .isNotEqualTo("none");
        assertThat(page.told())
                .anySatisfy(told -> assertThat(told).startsWith("button: Open in Paper (Opened for reading only: "));
    }
}
