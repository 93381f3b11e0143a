/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks names up; an interface, so that a test can play a name server that changes its mind. */
@FunctionalInterface
interface NameResolver {

    List<InetAddress> addresses(String host) throws UnknownHostException;

    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
