/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.auth.oidc.fixture.OpenIdProvider;

/**
 * Somebody with a browser alone, whose account is at an OpenID provider: no app password is made anywhere here, and the
 * browser never asks for a password in a box of its own.
 */
class BrowserIT {

    @TempDir
    static Path folder = Path.of("");

    private static int site;
    private static OpenIdProvider idp;
    private static PaperOffice office;
    private static RunningWeft weft;

    @TempDir
    Path own = Path.of("");

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        site = OpenIdProvider.freePort();
        idp = OpenIdProvider.start(OpenIdProvider.freePort(), folder.resolve("keys.json"), url(""));
        office = new PaperOffice();
        Path config = Files.writeString(
                folder.resolve("weft.toml"), """
                    [server]
                    external-url = "%2$s"

                    [ocm]
                    profile = "open-lab"

                    [[auth]]
                    name = "university"
                    driver = "oidc"

                    [auth.options]
                    issuer = "%1$s"
                    label = "University"
                    client-id = "weft"
                    client-secret = "weft-secret-weft-secret"
                    scopes = ["openid", "profile", "email", "groups"]
                    audience = ["weft"]

                    %3$s
                    """.formatted(idp.issuer(), url(""), office.config("Paper")));
        weft = RunningWeft.at("127.0.0.1:" + site, folder.resolve("data"), "--config", config.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        if (weft != null) {
            weft.close();
        }
        if (office != null) {
            office.close();
        }
        if (idp != null) {
            idp.close();
        }
    }

    @BeforeEach
    void sitDown() throws Exception {
        browser = Browser.start(own.resolve("profile"));
    }

    @AfterEach
    void leave() {
        if (browser != null) {
            browser.close();
        }
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + site + path;
    }

    /** From the page for signing in to wherever one wanted to be; the provider may know the browser already. */
    private void signIn() throws Exception {
        browser.click("Sign in with University");
        browser.until("document.readyState === 'complete' && location.pathname !== '/signin'");
        for (int page = 0; page < 5 && browser.value("location.origin").equals(idp.issuer()); page++) {
            if (browser.value("document.querySelector('[name=login]') !== null").equals("true")) {
                browser.type("login", "einstein");
                browser.type("password", "any");
            }
            String here = browser.value("location.href");
            browser.value("document.querySelector('form [type=submit]').click()");
            browser.until("document.readyState === 'complete' && location.href !== '" + here + "'");
        }
    }

    private String fetched(String method, String path, String type, String body) throws Exception {
        return browser.value("await fetch('" + path + "', {method: '" + method + "', headers: {'Content-Type': '" + type
                + "'}, body: '" + body + "'}).then(async a => a.status + ' ' + await a.text())");
    }

    @Test
    void from_the_first_page_to_an_open_document_nobody_needs_more_than_the_account_at_the_provider() throws Exception {
        browser.open(url("/"));
        browser.click("Sign in");
        browser.heading("Sign in");
        signIn();
        browser.heading("Research storage, open to the tools you have");
        assertThat(browser.text()).contains("Signed in as Einstein");

        browser.open(url("/account"));
        assertThat(fetched("PUT", "/remote.php/webdav/letter.odt", "", "Dear Marie"))
                .isEqualTo("201 ");
        String opened = fetched("POST", "/app/open", "application/x-www-form-urlencoded", "path=/home/letter.odt");
        assertThat(opened).startsWith("200 ").contains("app_url");

        browser.open(url("/"));
        browser.click("Look at your files in the browser");
        browser.heading("Your files");
        browser.click("Open letter.odt");
        browser.heading("letter.odt");
        assertThat(office.shown()).isEqualTo("Dear Marie");
        assertThat(browser.boxes()).isEmpty();
    }

    @Test
    void whoever_is_not_signed_in_is_led_to_the_provider_and_back_to_where_they_were() throws Exception {
        browser.open(url("/account"));
        signIn();
        browser.heading("Your account");
        fetched("PUT", "/remote.php/webdav/letter.odt", "", "Dear Marie");
        for (String path : new String[] {
            "/apps/open?path=/home/letter.odt",
            "/ocm-invite?token=abc&providerDomain=127.0.0.1:1",
            "/remote.php/webdav/",
            "/remote.php/webdav/none",
            "/dav/",
            "/account"
        }) {
            browser.forget("weft-session", url("/"));
            browser.open(url(path));
            assertThat(browser.value("location.pathname")).as(path).isEqualTo("/signin");
            signIn();
            assertThat(browser.value("location.pathname + location.search"))
                    .as("where one wanted to be")
                    .isEqualTo(path);
        }
        assertThat(office.shown()).isEqualTo("Dear Marie");
        browser.forget("weft-session", url("/"));
        browser.open(url("/archiver?path=/home&format=zip"));
        assertThat(browser.value("location.pathname + location.search"))
                .isEqualTo("/signin?back=%2Farchiver%3Fpath%3D%2Fhome%26format%3Dzip");
        assertThat(browser.boxes()).isEmpty();
    }

    @Test
    void programs_are_asked_for_a_password_as_ever() throws Exception {
        for (String path : new String[] {
            "/apps/open?path=/home/letter.odt",
            "/ocm-invite?token=abc&providerDomain=127.0.0.1:1",
            "/remote.php/webdav/",
            "/archiver?path=/home"
        }) {
            HttpResponse<String> answer = office.send("GET", url(path), "", "Accept", "*/*");
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().allValues("WWW-Authenticate"))
                    .as(path)
                    .anySatisfy(way -> assertThat(way).startsWith("Basic "));
        }
        HttpResponse<String> answer = office.form(url("/app/open"), "path=/home/letter.odt");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic ");
    }
}
