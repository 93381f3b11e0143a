/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import org.weft.kernel.http.HttpExchange;

/** The frame of a page for a visitor. */
final class PageLayout {

    private static final String POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
                    + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private PageLayout() {}

    /**
     * Begins a page.
     *
     * @param title as text
     */
    static HtmlWriter begin(HttpExchange exchange, String title) throws IOException {
        exchange.header("Content-Type", "text/html; charset=utf-8")
                .header("Content-Security-Policy", POLICY)
                .header("Cache-Control", "no-store")
                .header("X-Robots-Tag", "noindex");
        return new HtmlWriter(exchange)
                .raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
                .text(HtmlEscaper.visible(title))
                .raw(" – Weft</title><link rel=\"icon\" href=\"/favicon.ico\"><link rel=\"stylesheet\""
                        + " href=\"/weft.css\"></head>\n"
                        + "<body><header><p>Weft</p></header>\n"
                        + "<main>\n");
    }

    static void end(HtmlWriter page) throws IOException {
        page.raw("</main>\n</body></html>\n").end();
    }

    /** A page that says one thing. */
    static void message(HttpExchange exchange, String title, String text) throws IOException {
        end(begin(exchange, title)
                .raw("<h1>")
                .text(title)
                .raw("</h1>\n<p>")
                .text(text)
                .raw("</p>\n"));
    }
}
