/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.EndpointAccess;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.kernel.http.PathCodec;
import org.weft.kernel.http.Router;
import org.weft.kernel.identity.signin.BrowserSessions;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.identity.User;

/** The page at the root: tells a person what runs here and how to connect. Holds nothing that needs a sign-in. */
public final class RootPage implements Endpoint {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final Supplier<SiteInfo> site;
    private final Optional<BrowserSessions> sessions;

    /**
     * Where nobody signs in in a browser.
     *
     * @param site asked for each page, for mounts come and go
     */
    public RootPage(Supplier<SiteInfo> site) {
        this(site, Optional.empty());
    }

    /** @param sessions who is signed in in a browser */
    public RootPage(Supplier<SiteInfo> site, BrowserSessions sessions) {
        this(site, Optional.of(sessions));
    }

    private RootPage(Supplier<SiteInfo> site, Optional<BrowserSessions> sessions) {
        this.site = site;
        this.sessions = sessions;
    }

    /** Takes the root, what all pages load, and how failures look in a browser. */
    public void register(Router router) {
        router.people(new PageErrors());
        router.at("/", EndpointAccess.OPEN, this);
        router.at(SiteIcon.PATH, Set.of("GET", "HEAD"), EndpointAccess.OPEN, new SiteIcon());
        router.at(Stylesheet.PATH, Set.of("GET", "HEAD"), EndpointAccess.OPEN, new Stylesheet());
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.path().equals("/")) {
            throw new HttpFailure(404, "there is nothing at this path; see / for what there is");
        }
        if (!exchange.method().equals("GET") && !exchange.method().equals("HEAD")) {
            exchange.header("Allow", "GET, HEAD, OPTIONS, PROPFIND");
            throw new HttpFailure(405, exchange.method() + " has no meaning at this address");
        }
        exchange.header("Content-Security-Policy", POLICY).header("Cache-Control", "no-cache, private");
        exchange.send(
                "text/html; charset=utf-8",
                HtmlWriter.publicly(exchange, page(exchange, site.get())).getBytes(StandardCharsets.UTF_8));
    }

    private String page(HttpExchange exchange, SiteInfo site) {
        String url = HtmlEscaper.escape(exchange.site());
        return HEAD + person(exchange) + connect(url, HtmlEscaper.escape(site.grpc())) + mounts(site)
                + "<footer><p>Weft " + HtmlEscaper.escape(site.version())
                + " · <a href=\"/status.php\">status</a>"
                + " · <a href=\"/ocs/v2.php/cloud/capabilities?format=json\">capabilities</a></p></footer>\n"
                + "</body></html>\n";
    }

    private String person(HttpExchange exchange) {
        if (sessions.isEmpty()) {
            return "";
        }
        Optional<User> user = present(sessions.get(), exchange);
        return user.isEmpty()
                ? "<p><a class=\"button\" href=\"/signin?back=%2F\">Sign in</a></p>\n"
                : "<p>Signed in as <a href=\"/account\">" + HtmlEscaper.escape(HtmlEscaper.visible(name(user.get())))
                        + "</a></p>\n";
    }

    /** Whoever was shut out learns that where they sign in; the page here is for all. */
    private static Optional<User> present(BrowserSessions sessions, HttpExchange exchange) {
        try {
            return SignInPages.present(sessions, exchange)
                    .map(present -> present.session().user());
        } catch (Forbidden blocked) {
            return Optional.empty();
        }
    }

    private static String name(User user) {
        return user.displayName().isEmpty() ? user.username() : user.displayName();
    }

    private static final String HEAD = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Weft – research storage</title>
        <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/weft.css"></head>
        <body><header><p>Weft</p></header>
        <main>
        <h1>Research storage, open to the tools you have</h1>
        <p>This server gives your files to any WebDAV client and to programs that speak the CS3 APIs.
        Sign in with the account that your institution gave you.</p>
        <p><a href="/remote.php/webdav/">Look at your files in the browser</a></p>
        """;

    private static String connect(String url, String grpc) {
        return """
            <h2>Connect with rclone</h2>
            <pre>rclone config create weft webdav \\
              url %1$s/remote.php/webdav vendor nextcloud \\
              user YOU pass YOUR-PASSWORD --obscure
            rclone copy ./data weft:data --progress
            rclone check ./data weft:data</pre>
            <h2>Connect with a file manager</h2>
            <ul>
            <li>macOS Finder: Go, Connect to Server, <code>%1$s/remote.php/webdav/</code></li>
            <li>Windows Explorer: map a network drive to <code>%1$s/remote.php/webdav/</code></li>
            <li>GNOME Files, Dolphin: <code>%2$s/remote.php/webdav/</code></li>
            </ul>
            <h2>Connect with a program</h2>
            <p>CS3 APIs over gRPC at <code>%3$s</code>: call
            <code>cs3.gateway.v1beta1.GatewayAPI/Authenticate</code>, then send the token as
            <code>x-access-token</code>.</p>
            """.formatted(
                        url, url.startsWith("https:") ? "davs" + url.substring(5) : "dav" + url.substring(4), grpc);
    }

    private static String mounts(SiteInfo site) {
        StringBuilder list = new StringBuilder("<h2>What is here</h2>\n<ul>\n");
        for (String mount : site.mounts()) {
            String path = HtmlEscaper.escape(mount);
            list.append("<li><a href=\"/remote.php/dav/tree")
                    .append(HtmlEscaper.escape(PathCodec.encode(mount)))
                    .append("/\">")
                    .append(path)
                    .append("</a></li>\n");
        }
        return list.append("</ul>\n</main>\n").toString();
    }
}
