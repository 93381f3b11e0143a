/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.weft.kernel.http.Endpoint;
import org.weft.kernel.http.HttpExchange;

/** A script of a page, from a resource beside this class. */
final class ScriptResource implements Endpoint {

    private final byte[] script;

    ScriptResource(String resource) {
        this.script = read(resource);
    }

    private static byte[] read(String resource) {
        try (InputStream in = Objects.requireNonNull(ScriptResource.class.getResourceAsStream(resource))) {
            return in.readAllBytes();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        exchange.header("Cache-Control", "max-age=3600");
        exchange.send("text/javascript; charset=utf-8", script);
    }
}
