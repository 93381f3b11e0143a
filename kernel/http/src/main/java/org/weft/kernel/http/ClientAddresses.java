/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.observe.LogThrottle;

/**
 * Tells who the client is, in the one place that asks a socket: who connects, unless that is a listed proxy, and then whom the
 * proxy names. Of a chain the last address counts that no listed proxy has, for what stands before it anybody may have written.
 * Thread-safe.
 */
public final class ClientAddresses {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddresses.class);

    private final Predicate<InetAddress> proxies;
    private final LogThrottle pace = new LogThrottle();

    /** @param proxies which addresses are those of proxies that are believed */
    public ClientAddresses(Predicate<InetAddress> proxies) {
        this.proxies = proxies;
    }

    /** Clients that connect without a proxy. */
    public static ClientAddresses direct() {
        return new ClientAddresses(address -> false);
    }

    /** Whether a listed proxy is at the other end. */
    public boolean isProxy(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress inet && inet.getAddress() != null && proxies.test(inet.getAddress());
    }

    /**
     * The client's address as a literal; empty when it has none.
     *
     * @param peer the other end of the connection
     * @param forwarded the lines of {@code Forwarded} (RFC 7239)
     * @param forwardedFor the lines of {@code X-Forwarded-For}
     */
    public String of(@Nullable SocketAddress peer, List<String> forwarded, List<String> forwardedFor) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return "";
        }
        InetAddress from = inet.getAddress();
        if (forwarded.isEmpty() && forwardedFor.isEmpty()) {
            return text(from);
        }
        if (!proxies.test(from)) {
            ignored(from, forwarded.isEmpty() ? "X-Forwarded-For" : "Forwarded");
            return text(from);
        }
        InetAddress standard = behind(from, ForwardedFor.standard(forwarded));
        InetAddress usual = behind(from, ForwardedFor.usual(forwardedFor));
        if (!forwarded.isEmpty() && !forwardedFor.isEmpty() && !standard.equals(usual)) {
            // A proxy writes one of the two and passes on what clients write into the other.
            line("proxy-headers-disagree", from, "Forwarded and X-Forwarded-For");
            return text(from);
        }
        return text(forwarded.isEmpty() ? usual : standard);
    }

    /** The last that is no proxy's; where a link of the chain can't be read, the proxy that wrote it. */
    private InetAddress behind(InetAddress proxy, List<Optional<InetAddress>> chain) {
        InetAddress client = proxy;
        for (Optional<InetAddress> before : chain.reversed()) {
            if (before.isEmpty() || !proxies.test(client)) {
                return client;
            }
            client = before.get();
        }
        return client;
    }

    /** The client of a request. */
    String of(Request request) {
        HttpFields headers = request.getHeaders();
        return of(
                request.getConnectionMetaData().getRemoteSocketAddress(),
                lines(headers, HttpHeader.FORWARDED),
                lines(headers, HttpHeader.X_FORWARDED_FOR));
    }

    private static List<String> lines(HttpFields headers, HttpHeader name) {
        return headers.contains(name) ? headers.getValuesList(name) : List.of();
    }

    /** Whether a listed proxy hands a request on, so that what it says of the site's address is believed. */
    boolean isProxied(Request request) {
        return isProxy(request.getConnectionMetaData().getRemoteSocketAddress());
    }

    /** Whether a connection is a listed proxy's. */
    boolean isProxied(EndPoint connection) {
        return isProxy(connection.getRemoteSocketAddress());
    }

    /** Somebody who is not listed begins a connection as proxies do. */
    void refused(EndPoint connection) {
        if (connection.getRemoteSocketAddress() instanceof InetSocketAddress inet) {
            ignored(inet.getAddress(), "PROXY");
        }
    }

    private void ignored(InetAddress from, String what) {
        line("proxy-not-listed", from, what);
    }

    private void line(String event, InetAddress from, String what) {
        OptionalLong leftOut = pace.take(event);
        if (leftOut.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("from", text(from))
                    .addKeyValue("sent", what)
                    .addKeyValue("unlogged", leftOut.getAsLong())
                    .log(event);
        }
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
