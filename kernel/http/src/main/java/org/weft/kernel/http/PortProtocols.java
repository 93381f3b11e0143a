/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** What is spoken on the port, the first layer first. */
final class PortProtocols {

    /** As ALPN writes it; Jetty has its name in capitals. */
    private static final String HTTP1 = "http/1.1";

    private static final int WINDOW = 1 << 20;

    private PortProtocols() {}

    static ConnectionFactory[] of(HttpSettings settings, HttpConfiguration configuration) {
        Http1WithDeadline http1 = new Http1WithDeadline(configuration, settings.headerDeadline());
        return settings.tls()
                .map(keys -> secured(settings, configuration, http1, keys))
                .orElseGet(() -> new ConnectionFactory[] {
                    new ProxyProtocol(settings.clients(), http1.getProtocol()),
                    http1,
                    windowed(new HTTP2CServerConnectionFactory(configuration))
                });
    }

    /** HTTP/2 where client and server agree on it in the handshake, else HTTP/1.1. */
    private static ConnectionFactory[] secured(
            HttpSettings settings, HttpConfiguration configuration, Http1WithDeadline http1, ServerKeys keys) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        try {
            tls.setSslContext(keys.context());
        } catch (IOException unusable) {
            throw new UncheckedIOException(unusable);
        }
        tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        tls.setRenegotiationAllowed(false);
        tls.setNeedClientAuth(keys.asksClients());
        // Health checks and neighbours ask by address or by an inner name: no answer here follows from the name.
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        HTTP2ServerConnectionFactory http2 = windowed(new HTTP2ServerConnectionFactory(configuration));
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory(http2.getProtocol(), HTTP1);
        choice.setDefaultProtocol(HTTP1);
        SslConnectionFactory secure = new SslConnectionFactory(tls, choice.getProtocol());
        return new ConnectionFactory[] {
            new ProxyProtocol(settings.clients(), secure.getProtocol()), secure, choice, http2, http1
        };
    }

    private static <T extends AbstractHTTP2ServerConnectionFactory> T windowed(T http2) {
        http2.setInitialStreamRecvWindow(WINDOW);
        http2.setInitialSessionRecvWindow(4 * WINDOW);
        return http2;
    }
}
