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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.http.HttpSettings;
import org.weft.kernel.http.RequestObserver;
import org.weft.kernel.http.Router;
import org.weft.kernel.http.SignInAuthenticator;
import org.weft.kernel.identity.signin.SignInLimits;
import org.weft.kernel.sharing.link.LinkRules;
import org.weft.kernel.sharing.link.LinkServices;
import org.weft.kernel.sharing.site.FakeSite;
import org.weft.kernel.storage.resource.Target;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.kernel.testing.WithClient;
import org.weft.kernel.web.ocs.AdvertisedFeatures;
import org.weft.kernel.web.ocs.OcsEndpoint;
import org.weft.spi.storage.RelPath;

/** A page of another site, in the browser of somebody whose password it knows. */
@WithClient
class ForeignPageBrowserTest {

    private static final String SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares";

    @TempDir
    Path data;

    private FakeSite site;
    private org.weft.kernel.http.HttpServer weft;
    private HttpServer elsewhere;
    private Chromium browser;

    @BeforeEach
    void start() throws Exception {
        Chromium.require();
        site = new FakeSite(data.resolve("site"));
        site.files.makeFolder(
                site.sessionOf(FakeSite.EINSTEIN).caller(),
                Target.path(RelPath.parse("home/docs")),
                Optional.empty(),
                WriteConditions.plain());
        var links = LinkServices.of(new LinkServices.Parts(
                        site.sharing.rows(),
                        List.of(),
                        site.namespace,
                        site.files,
                        LinkRules.usual(),
                        SignInLimits.standard(),
                        Clock.systemUTC()))
                .links();
        Router router = new Router();
        new OcsEndpoint(site.files, site.directories, site.signIn, new AdvertisedFeatures("1", true, true, List.of()))
                .with(site.sharing, links)
                .register(router);
        weft = new org.weft.kernel.http.HttpServer(
                HttpSettings.at("127.0.0.1", 0), router, new SignInAuthenticator(site.signIn), RequestObserver.NONE);
        weft.start();
        elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            byte[] page = ("<!DOCTYPE html><title>Win a prize</title><form method=post action=\"" + url(SHARES) + "\">"
                            + "<input name=path value=/docs><input name=shareType value=0>"
                            + "<input name=shareWith value=marie><input name=permissions value=31></form>"
                            + "<script>document.forms[0].submit()</script>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page);
            }
        });
        elsewhere.start();
        browser = new Chromium(data.resolve("profile"));
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) {
            browser.close();
            elsewhere.stop(0);
            weft.close();
            site.close();
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + weft.port() + path;
    }

    @Test
    void a_form_that_sends_itself_shares_nothing() throws Exception {
        String known = url("/ocs/v2.php/cloud/user").replace("://", "://einstein:nietsnie@");
        browser.open(known);
        browser.until("document.documentElement.textContent.includes('Albert Einstein')");

        browser.open("http://localhost:" + elsewhere.getAddress().getPort() + "/");
        browser.until("location.pathname === '" + SHARES + "'");
        browser.until("document.documentElement.textContent.includes('another site')");

        browser.open(url(SHARES));
        assertThat(browser.value("document.documentElement.textContent"))
                .contains("OK")
                .doesNotContain("docs");
    }
}
