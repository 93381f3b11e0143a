/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;

/** The picture of the site in tabs and bookmarks: threads that cross. Browsers ask for it at this address, told or not. */
final class SiteIcon implements Endpoint {

    static final String PATH = "/favicon.ico";

    private static final byte[] SVG = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5a8a"/>\
        <path d="M5 2v12M11 2v12" stroke="#fdfdfb" stroke-width="2"/>\
        <path d="M2 5h6M10 5h4M2 11h2M6 11h8" stroke="#7cc4f2" stroke-width="2"/></svg>
        """.getBytes(StandardCharsets.UTF_8);

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.header("Cache-Control", "max-age=86400");
        exchange.send("image/svg+xml", SVG);
    }
}
