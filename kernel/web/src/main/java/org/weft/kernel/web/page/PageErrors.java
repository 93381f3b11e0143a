/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import org.weft.kernel.http.ErrorInfo;
import org.weft.kernel.http.ErrorWriter;
import org.weft.kernel.http.HttpExchange;

/** Failures as pages, which lead on. */
final class PageErrors implements ErrorWriter {

    @Override
    public void write(HttpExchange exchange, ErrorInfo error) throws IOException {
        exchange.status(error.status());
        HtmlWriter page = PageLayout.begin(exchange, title(error.status()));
        page.raw("<h1>")
                .text(title(error.status()))
                .raw("</h1>\n<p>")
                .text(sentence(error.message()))
                .raw("</p>\n<p>");
        if (isPassing(error.status()) && exchange.method().equals("GET")) {
            page.raw("<a class=\"button\" href=\"").text(here(exchange)).raw("\">Try again</a> ");
        }
        page.raw("<a href=\"/\">To the first page</a></p>\n");
        PageLayout.end(page);
    }

    /** Whether the same may go well a little later. */
    private static boolean isPassing(int status) {
        return status == 429 || status == 503 || status == 504;
    }

    /** The address of the page. */
    static String here(HttpExchange exchange) {
        return exchange.rawPath() + (exchange.query().isEmpty() ? "" : '?' + exchange.query());
    }

    private static String title(int status) {
        return switch (status) {
            case 404 -> "Nothing is here";
            case 401, 403 -> "This is not open to you";
            case 413 -> "That is too much at once";
            case 429 -> "Please wait a little";
            case 503, 504 -> "This does not work at the moment";
            case 507 -> "There is no room left";
            default -> status < 500 ? "This did not work" : "Something went wrong";
        };
    }

    static String sentence(String message) {
        return message.isEmpty() ? "" : Character.toUpperCase(message.charAt(0)) + message.substring(1) + '.';
    }
}
