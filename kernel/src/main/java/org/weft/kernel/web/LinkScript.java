/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.Exchange;

/** The one script of the pages: uploads. */
final class LinkScript implements Endpoint {

    static final String PATH = "/weft-link.js";

    private final byte[] script = read();

    private static byte[] read() {
        try (InputStream in = Objects.requireNonNull(LinkScript.class.getResourceAsStream("link.js"))) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.header("Cache-Control", "max-age=3600");
        exchange.send("text/javascript; charset=utf-8", script);
    }
}
