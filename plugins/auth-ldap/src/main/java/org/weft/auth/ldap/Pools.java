/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import com.unboundid.ldap.sdk.BindRequest;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ServerSet;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.SingleServerSet;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Opens pools of connections as the options want them. A connection leaves a stand-in for the preferred server in time. */
final class Pools {

    private static final Duration OLDEST = Duration.ofMinutes(10);
    private static final int LDAP = 389;
    private static final int LDAPS = 636;

    private final ServerOptions options;

    Pools(ServerOptions options) {
        this.options = options;
    }

    String addresses() {
        return options.urls().stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    LDAPConnectionPool searches() throws LDAPException, IOException {
        BindRequest account = options.bindDn().isPresent()
                ? new SimpleBindRequest(
                        options.bindDn().get(), options.bindPassword().orElse(""))
                : null;
        return pool(account, 1);
    }

    LDAPConnectionPool signIns() throws LDAPException, IOException {
        return pool(null, 0);
    }

    private LDAPConnectionPool pool(@Nullable BindRequest account, int atOnce) throws LDAPException, IOException {
        SSLSocketFactory encrypted = Tls.sockets(options.caFile());
        PostConnectProcessor turn = options.startTls() ? new StartTLSPostConnectProcessor(encrypted) : null;
        ServerSet[] servers =
                options.urls().stream().map(url -> server(url, encrypted)).toArray(ServerSet[]::new);
        ServerSet all = servers.length == 1 ? servers[0] : new FailoverServerSet(servers);
        LDAPConnectionPool pool = new LDAPConnectionPool(all, account, atOnce, options.connections(), turn);
        pool.setCreateIfNecessary(false);
        pool.setMaxWaitTimeMillis(options.responseTimeout().toMillis());
        pool.setMaxConnectionAgeMillis(OLDEST.toMillis());
        pool.setRetryFailedOperationsDueToInvalidConnections(true);
        return pool;
    }

    private ServerSet server(URI url, SSLSocketFactory encrypted) {
        boolean ldaps = "ldaps".equals(url.getScheme());
        LDAPConnectionOptions connection = new LDAPConnectionOptions();
        connection.setUseSynchronousMode(true);
        connection.setFollowReferrals(false);
        connection.setConnectTimeoutMillis((int) options.connectTimeout().toMillis());
        connection.setResponseTimeoutMillis(options.responseTimeout().toMillis());
        connection.setSSLSocketVerifier(new SameHost());
        String host = url.getHost().replaceAll("[\\[\\]]", "");
        int port = url.getPort() > 0 ? url.getPort() : ldaps ? LDAPS : LDAP;
        return new SingleServerSet(host, port, ldaps ? encrypted : SocketFactory.getDefault(), connection);
    }
}
