/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How the HTTP server listens and what it puts up with.
 *
 * @param host the address it binds to
 * @param port 0 for any free one
 * @param externalUrl the site's address as clients know it; empty for what the request says
 * @param maxHeaderBytes request line and headers; more is 431
 * @param headerDeadline from a request's first byte to the end of its headers, however the bytes drip
 * @param idleTimeout how long a connection may be silent
 * @param minRate bytes a second that a body must make on average, either way, once {@code grace} is over
 * @param grace for how long a body may be slower
 * @param drain how long requests may still run when the server stops
 * @param clients tells who a request's client is
 * @param tls by what the port proves who it is; empty for clear text
 */
public record HttpSettings(
        String host,
        int port,
        Optional<URI> externalUrl,
        int maxHeaderBytes,
        Duration headerDeadline,
        Duration idleTimeout,
        long minRate,
        Duration grace,
        Duration drain,
        ClientAddresses clients,
        Optional<ServerKeys> tls) {

    /** What a site gets that says nothing else. */
    public static HttpSettings at(String host, int port) {
        return new HttpSettings(
                host,
                port,
                Optional.empty(),
                16 * 1024,
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                256,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                ClientAddresses.direct(),
                Optional.empty());
    }

    public HttpSettings withExternalUrl(URI url) {
        return new HttpSettings(
                host,
                port,
                Optional.of(url),
                maxHeaderBytes,
                headerDeadline,
                idleTimeout,
                minRate,
                grace,
                drain,
                clients,
                tls);
    }

    public HttpSettings withLimits(Duration headers, Duration idle, long rate, Duration graceTime) {
        return new HttpSettings(
                host, port, externalUrl, maxHeaderBytes, headers, idle, rate, graceTime, drain, clients, tls);
    }

    /** With another time that requests may take to finish when the server stops. */
    public HttpSettings withDrain(Duration time) {
        return new HttpSettings(
                host,
                port,
                externalUrl,
                maxHeaderBytes,
                headerDeadline,
                idleTimeout,
                minRate,
                grace,
                time,
                clients,
                tls);
    }

    /** With proxies before it. */
    public HttpSettings with(ClientAddresses known) {
        return new HttpSettings(
                host,
                port,
                externalUrl,
                maxHeaderBytes,
                headerDeadline,
                idleTimeout,
                minRate,
                grace,
                drain,
                known,
                tls);
    }

    /** With TLS on the port. */
    public HttpSettings with(ServerKeys keys) {
        return new HttpSettings(
                host,
                port,
                externalUrl,
                maxHeaderBytes,
                headerDeadline,
                idleTimeout,
                minRate,
                grace,
                drain,
                clients,
                Optional.of(keys));
    }
}
