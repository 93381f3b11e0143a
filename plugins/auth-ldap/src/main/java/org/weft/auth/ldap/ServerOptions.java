/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.auth.ldap;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.weft.spi.InvalidConfig;
import org.weft.spi.config.Default;
import org.weft.spi.config.Doc;
import org.weft.spi.config.Range;
import org.weft.spi.config.Secret;

/**
 * How the directory's servers are reached.
 *
 * @param urls the servers, the preferred one first
 * @param bindDn whom Weft searches as
 * @param bindPassword its secret
 * @param startTls whether an {@code ldap:} connection turns to TLS before anything else
 * @param caFile whom to trust, instead of the machine's own list
 * @param plaintext whether passwords may cross the network unencrypted
 * @param connectTimeout how long a connection may take to open
 * @param responseTimeout how long an answer may take
 * @param connections how many connections at most, once for searches and once more for sign-ins
 */
@Doc("The servers of the directory and how Weft reaches them.")
public record ServerOptions(
        @Doc("The servers, such as \"ldaps://ldap.example.org\": the first that answers is used, the others stand in.")
        List<URI> urls,

        @Doc("Whom Weft searches as; without it, anonymously.")
        Optional<String> bindDn,

        @Doc("The secret of bind-dn.") @Secret Optional<String> bindPassword,

        @Doc("Turn an ldap: connection to TLS before anything is said on it (StartTLS).") @Default("false")
        boolean startTls,

        @Doc("A PEM file of the certificates to trust, instead of the machine's own list.")
        Optional<Path> caFile,

        @Doc("Let passwords cross the network unencrypted: ldap: without start-tls to another machine.")
        @Default("false")
        boolean plaintext,

        @Doc("How long a connection may take to open.") @Range(min = 1, max = 60) @Default("5s")
        Duration connectTimeout,

        @Doc("How long an answer may take.") @Range(min = 1, max = 300) @Default("10s")
        Duration responseTimeout,

        @Doc("How many connections at most, for searches and for sign-ins each.")
        @Range(min = 1, max = 1000)
        @Default("16")
        int connections) {

    /** @throws InvalidConfig when they do not fit together */
    public ServerOptions {
        if (urls.isEmpty()) {
            throw new InvalidConfig("urls", "give at least one server, such as \"ldaps://ldap.example.org\"");
        }
        for (URI url : urls) {
            check(url, startTls, plaintext);
        }
        if (bindDn.isPresent() != bindPassword.isPresent()) {
            throw new InvalidConfig("bind-dn", "it goes with bind-password; give both, or none to search anonymously");
        }
    }

    private static void check(URI url, boolean startTls, boolean plaintext) {
        boolean encrypted = "ldaps".equals(url.getScheme());
        if ((!encrypted && !"ldap".equals(url.getScheme())) || url.getHost() == null) {
            throw new InvalidConfig("urls", "\"" + url + "\" must look like ldaps://HOST or ldap://HOST:PORT");
        }
        if (encrypted && startTls) {
            throw new InvalidConfig("start-tls", "it is for ldap:, and " + url + " is encrypted from the start");
        }
        if (!encrypted && !startTls && !plaintext && !isLoopback(url.getHost())) {
            throw new InvalidConfig(
                    "urls",
                    "passwords would go to " + url
                            + " unencrypted; use ldaps:, or start-tls = true, or say plaintext = true if the network is safe");
        }
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
    }
}
