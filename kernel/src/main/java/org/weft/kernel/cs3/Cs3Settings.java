/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.weft.kernel.http.Clients;
import org.weft.kernel.http.ServerKeys;

/**
 * How CS3 is served.
 *
 * @param listen where; port 0 lets the system choose
 * @param reflection whether clients may ask which services there are, without signing in
 * @param drain how long calls may take to finish when the server stops
 * @param clients tells who calls
 * @param tls by what the port proves who it is; empty for clear text
 */
public record Cs3Settings(
        InetSocketAddress listen, boolean reflection, Duration drain, Clients clients, Optional<ServerKeys> tls) {

    /** In clear text, and without a proxy. */
    public Cs3Settings(InetSocketAddress listen, boolean reflection, Duration drain) {
        this(listen, reflection, drain, Clients.direct(), Optional.empty());
    }
}
