/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.weft.kernel.http.Clients;

/**
 * How CS3 is served.
 *
 * @param listen where; port 0 lets the system choose
 * @param reflection whether clients may ask which services there are, without signing in
 * @param drain how long calls may take to finish when the server stops
 * @param clients tells who calls
 */
public record Cs3Settings(InetSocketAddress listen, boolean reflection, Duration drain, Clients clients) {

    /** The same with proxies before it. */
    public Cs3Settings with(Clients known) {
        return new Cs3Settings(listen, reflection, drain, known);
    }

    /** Without a proxy. */
    public Cs3Settings(InetSocketAddress listen, boolean reflection, Duration drain) {
        this(listen, reflection, drain, Clients.direct());
    }
}
