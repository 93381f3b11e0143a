/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.weft.kernel.apps.AppLaunch;
import org.weft.kernel.apps.OpenedApp;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.app.AppSession;
import org.weft.spi.app.ViewMode;

/**
 * The page around an app: it sends the app a form with the session's token, which so stands in no address. The policy of the
 * page lets it frame and post to that app alone, and nobody frame the page. Without scripts there is a button.
 */
final class AppFrame {

    /** The script that presses the button. */
    static final String SCRIPT = "/weft-app.js";

    private static final Map<String, ViewMode> MODES = Map.of(
            "", ViewMode.INVALID,
            "view", ViewMode.VIEW_ONLY,
            "read", ViewMode.READ_ONLY,
            "write", ViewMode.READ_WRITE,
            "preview", ViewMode.PREVIEW);

    /** The paragraph that tells why a file opens for reading; the keyboard is in the frame by then, so the frame points to it. */
    private static final String REASON = "reason";

    /** What an app in the frame needs; to lead the whole window elsewhere is not among it. */
    private static final String SANDBOX = "allow-scripts allow-same-origin allow-forms allow-popups"
            + " allow-popups-to-escape-sandbox allow-downloads allow-modals";

    private AppFrame() {}

    /** How the address says that the file shall open. */
    static AppLaunch wish(HttpExchange exchange) {
        ViewMode mode = MODES.get(exchange.parameter("view_mode").orElse(""));
        if (mode == null) {
            throw new InvalidArgument("view_mode is view, read, write or preview");
        }
        Optional<String> language = exchange.parameter("lang").or(() -> language(exchange));
        return new AppLaunch(exchange.parameter("app").orElse(""), mode, language, exchange.parameter("ui_theme"));
    }

    private static Optional<String> language(HttpExchange exchange) {
        return exchange.header("Accept-Language")
                .map(value -> value.split("[,;]", 2)[0].strip())
                .filter(tag -> tag.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}"));
    }

    /** Answers with the page. */
    static void show(HttpExchange exchange, OpenedApp opening, AppExits ways) throws IOException {
        AppSession session = opening.session();
        String origin = origin(session.url());
        boolean framed = session.target() == AppSession.Target.IFRAME;
        HtmlWriter page = PageLayout.begin(exchange, opening.file().name());
        exchange.header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; frame-src " + origin
                                + "; form-action " + origin + "; base-uri 'none'; frame-ancestors 'none'")
                .header("Referrer-Policy", "origin");
        page.raw("<h1>").name(opening.file().name()).raw("</h1>\n");
        if (!opening.reason().isEmpty()) {
            page.raw("<p class=\"note\" role=\"status\" id=\"" + REASON + "\">Opened for reading only: ")
                    .text(opening.reason())
                    .raw(".</p>\n");
        }
        String described = opening.reason().isEmpty() ? "" : " aria-describedby=\"" + REASON + '"';
        form(page, opening, framed, described);
        if (framed) {
            page.raw("<iframe id=\"app\" name=\"app\" class=\"app\" title=\"")
                    .text(opening.app())
                    .raw("\"" + described + " sandbox=\"" + SANDBOX
                            + "\" allow=\"clipboard-read; clipboard-write; fullscreen\"></iframe>\n");
        }
        ways(page, opening, ways, framed);
        page.raw("<script src=\"" + SCRIPT + "\"></script>\n");
        PageLayout.end(page);
    }

    /** Whoever sees nothing in the frame, since the app is down or its cookies stay out, has other ways. */
    private static void ways(HtmlWriter page, OpenedApp opening, AppExits ways, boolean framed) throws IOException {
        page.raw("<p class=\"row ways\">");
        ways.write(page, opening.file().name());
        if (framed) {
            page.raw(" <button class=\"plain\" type=\"submit\" form=\"open\" formtarget=\"_blank\">Open in a tab of its"
                    + " own</button>");
        }
        page.raw("</p>\n");
        if (framed && opening.session().url().toString().startsWith("http:")) {
            page.raw("<p class=\"quiet\">If nothing appears above: over plain http some applications, Etherpad among"
                    + " them, work in a tab of their own alone.</p>\n");
        }
    }

    private static void form(HtmlWriter page, OpenedApp opening, boolean framed, String described) throws IOException {
        AppSession session = opening.session();
        page.raw("<form id=\"open\" method=\"" + session.method().toLowerCase(Locale.ROOT) + "\" action=\"")
                .text(session.url().toString())
                .raw("\"" + (framed ? " target=\"app\"" : "") + ">\n");
        if (session.method().equals("GET")) {
            query(page, session.url());
        }
        for (Map.Entry<String, String> field : session.form().entrySet()) {
            hidden(page, field.getKey(), field.getValue());
        }
        page.raw("<p><button type=\"submit\"" + described + ">Open in ")
                .text(opening.app())
                .raw("</button></p>\n</form>\n");
    }

    /** A form that is sent by GET loses the query of its address, so that it must be in its fields. */
    private static void query(HtmlWriter page, URI url) throws IOException {
        String query = url.getQuery();
        if (query == null) {
            return;
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            hidden(page, equals < 0 ? pair : pair.substring(0, equals), equals < 0 ? "" : pair.substring(equals + 1));
        }
    }

    private static void hidden(HtmlWriter page, String name, String value) throws IOException {
        page.raw("<input type=\"hidden\" name=\"")
                .text(name)
                .raw("\" value=\"")
                .text(value)
                .raw("\">\n");
    }

    private static String origin(URI url) {
        String scheme = String.valueOf(url.getScheme());
        String authority = String.valueOf(url.getRawAuthority());
        if (!scheme.matches("https?") || !authority.matches("[A-Za-z0-9.:\\[\\]_-]+")) {
            throw new HttpFailure(502, "the app gave an address that no page may open");
        }
        return scheme + "://" + authority;
    }
}
