/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.apps.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.weft.kernel.http.HttpExchange;
import org.weft.kernel.http.HttpFailure;
import org.weft.spi.TraceId;

/** A request and its answer as a plugin sees them. For one thread. */
final class PluginExchange implements org.weft.spi.http.Exchange {

    private final HttpExchange exchange;
    private final String site;
    private final String path;
    private boolean answered;

    /**
     * @param site the site's URL, without a slash at the end
     * @param path the path below the plugin's prefix
     */
    PluginExchange(HttpExchange exchange, String site, String path) {
        this.exchange = exchange;
        this.site = site;
        this.path = path;
    }

    boolean isAnswered() {
        return answered;
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public URI url() {
        String query = exchange.query();
        try {
            return URI.create(site + exchange.rawPath() + (query.isEmpty() ? "" : "?" + query));
        } catch (IllegalArgumentException malformed) {
            throw new HttpFailure(400, "the address holds a character that must be escaped");
        }
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String query() {
        return exchange.query();
    }

    @Override
    public Optional<String> parameter(String name) {
        return exchange.parameter(name);
    }

    @Override
    public Optional<String> header(String name) {
        return exchange.header(name);
    }

    @Override
    public List<String> headers(String name) {
        return exchange.headers(name);
    }

    @Override
    public InputStream body() {
        return exchange.body();
    }

    @Override
    public long contentLength() {
        return exchange.contentLength().orElse(-1);
    }

    @Override
    public TraceId trace() {
        return exchange.trace();
    }

    @Override
    public void setHeader(String name, String value) {
        if (answered) {
            throw new IllegalStateException("the answer has begun");
        }
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f) || name.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("a header holds no control character");
        }
        exchange.header(name, value);
    }

    @Override
    public OutputStream reply(int status, long length) {
        if (answered) {
            throw new IllegalStateException("the answer has begun");
        }
        answered = true;
        exchange.status(status);
        if (length >= 0) {
            exchange.header("Content-Length", Long.toString(length));
        }
        return new Left(exchange.output());
    }

    /**
     * Closing it sends nothing off: the server does, once it has read the rest of a body that the plugin had no use for. An
     * app that was refused goes on with its connection then.
     */
    private static final class Left extends FilterOutputStream {

        Left(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }
}
