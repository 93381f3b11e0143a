/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.http;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.weft.spi.TraceId;
import org.weft.spi.Unstable;

/**
 * One request and its answer, valid until {@link HttpExtension#handle} returns. Implemented by the kernel. Not
 * thread-safe.
 */
@Unstable("until a second app plugin is built on it")
public interface Exchange {

    /** The method as it was sent, such as {@code POST}. */
    String method();

    /** The whole URL as the client saw it, before any proxy; built from the site's external URL, never from a header. */
    URI url();

    /**
     * The path below the extension's prefix: decoded once, begins with a slash, without {@code .} and {@code ..}
     * segments. A request whose path hides a slash or a NUL behind an escape does not get here.
     */
    String path();

    /** The query as it was sent, without the question mark; empty when there is none. */
    String query();

    /** The first value of a query parameter, decoded. */
    Optional<String> parameter(String name);

    /** The first value of a request header; names are compared without regard to case. */
    Optional<String> header(String name);

    /** All values of a request header, in order. */
    List<String> headers(String name);

    /** The request's body, to be read once; ends after Content-Length bytes. Limits of size and rate are the kernel's. */
    InputStream body();

    /** Bytes of the body, or -1 when the client did not say. */
    long contentLength();

    TraceId trace();

    /**
     * Sets a header of the answer, replacing earlier values. Before {@link #reply} only.
     *
     * @throws IllegalArgumentException for a name or value with a control character
     */
    void setHeader(String name, String value);

    /**
     * Begins the answer; once only.
     *
     * @param status 200 to 599
     * @param length how many bytes will follow, or -1 when that is not known
     * @return where the body goes; closed by the kernel if the extension does not
     */
    OutputStream reply(int status, long length);
}
