/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where a request comes from, as far as it is one party: an IPv4 address, or the half of an IPv6 address that names the network. */
public final class ClientNetwork {

    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    /** @param address a literal address; anything else stands for itself */
    public static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            if (!(InetAddress.ofLiteral(address) instanceof Inet6Address six)) {
                return address;
            }
            byte[] network = Arrays.copyOf(Arrays.copyOf(six.getAddress(), NETWORK_BYTES), six.getAddress().length);
            return InetAddress.getByAddress(network).getHostAddress() + "/" + 8 * NETWORK_BYTES;
        } catch (IllegalArgumentException | UnknownHostException e) {
            return address;
        }
    }
}
