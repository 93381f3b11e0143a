/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Tells addresses of the Internet from those that mean something to this machine or its network only. */
final class PublicAddresses {

    /** IANA's special-purpose registries, as far as the JDK does not know them: prefix and its length in bits. */
    private static final List<Prefix> SPECIAL = List.of(
            Prefix.of(8, 0, 0, 0, 0),
            Prefix.of(10, 100, 64, 0, 0),
            Prefix.of(24, 192, 0, 0, 0),
            Prefix.of(24, 192, 0, 2, 0),
            Prefix.of(24, 192, 88, 99, 0),
            Prefix.of(15, 198, 18, 0, 0),
            Prefix.of(24, 198, 51, 100, 0),
            Prefix.of(24, 203, 0, 113, 0),
            Prefix.of(4, 240, 0, 0, 0),
            Prefix.of(7, 0xfc),
            Prefix.of(23, 0x20, 0x01, 0x00),
            Prefix.of(32, 0x20, 0x01, 0x0d, 0xb8),
            Prefix.of(64, 0x01));

    private static final byte[] NAT64 = {0x00, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] COMPATIBLE = new byte[12];

    private PublicAddresses() {}

    private record Prefix(int bits, byte[] bytes) {

        /** The length decides by the number of bytes: four are IPv4, others begin an IPv6 address. */
        static Prefix of(int bits, int... bytes) {
            byte[] copy = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                copy[i] = (byte) bytes[i];
            }
            return new Prefix(bits, copy);
        }

        boolean holds(byte[] address, boolean four) {
            if (four != (bytes.length == 4 && bits <= 24)) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int at = bit / 8;
                byte mine = at < bytes.length ? bytes[at] : 0;
                int mask = 0x80 >>> bit % 8;
                if ((mine & mask) != (address[at] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    static boolean contains(InetAddress address) {
        if (address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean four = address instanceof Inet4Address;
        if (SPECIAL.stream().anyMatch(prefix -> prefix.holds(bytes, four))) {
            return false;
        }
        return four || contained(bytes);
    }

    /** An IPv6 address that carries an IPv4 address is as public as that one. */
    private static boolean contained(byte[] bytes) {
        if (startsWith(bytes, NAT64) || startsWith(bytes, COMPATIBLE)) {
            return contains(four(bytes, 12));
        }
        return !startsWith(bytes, SIX_TO_FOUR) || contains(four(bytes, 2));
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static InetAddress four(byte[] bytes, int at) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
