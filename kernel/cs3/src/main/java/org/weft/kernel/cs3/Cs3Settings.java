/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.weft.kernel.http.ClientAddresses;
import org.weft.kernel.http.ServerKeys;

/**
 * How CS3 is served.
 *
 * @param listen where; port 0 lets the system choose
 * @param reflection whether clients may ask which services there are, without signing in
 * @param drain how long calls may take to finish when the server stops
 * @param clients tells who calls
 * @param limits how much clients may ask for
 * @param tls by what the port proves who it is; empty for clear text
 */
public record Cs3Settings(
        InetSocketAddress listen,
        boolean reflection,
        Duration drain,
        ClientAddresses clients,
        Cs3Limits limits,
        Optional<ServerKeys> tls) {

    /** The same with proxies before it. */
    public Cs3Settings with(ClientAddresses known) {
        return new Cs3Settings(listen, reflection, drain, known, limits, tls);
    }

    /** The same with other limits. */
    public Cs3Settings with(Cs3Limits others) {
        return new Cs3Settings(listen, reflection, drain, clients, others, tls);
    }

    /** In clear text, without a proxy, and with the usual limits. */
    public Cs3Settings(InetSocketAddress listen, boolean reflection, Duration drain) {
        this(listen, reflection, drain, ClientAddresses.direct(), Cs3Limits.usual(), Optional.empty());
    }
}
