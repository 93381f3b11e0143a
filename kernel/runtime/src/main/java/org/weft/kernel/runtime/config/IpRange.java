/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A range of IP addresses: {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or one address.
 *
 * @param first an address in it, with the bits beyond the prefix zero
 * @param bits how many bits the addresses have in common
 */
public record IpRange(InetAddress first, int bits) {

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when the text is none, or has bits beyond its prefix
     */
    public static IpRange parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException("write a network like 10.0.0.0/8 or 2001:db8::/32, or an address", none);
        }
        int most = address.getAddress().length * 8;
        int bits = most;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
                throw new IllegalArgumentException("after the slash comes a number of bits, at most " + most);
            }
            bits = Integer.parseInt(digits);
        }
        byte[] masked = masked(address.getAddress(), bits);
        if (!Arrays.equals(masked, address.getAddress())) {
            throw new IllegalArgumentException("the address has bits beyond the " + bits + " of the network");
        }
        return new IpRange(address, bits);
    }

    private static byte[] masked(byte[] address, int bits) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int kept = Math.clamp(bits - 8L * i, 0, 8);
            masked[i] &= (byte) (0xff << (8 - kept));
        }
        return masked;
    }

    /** Whether an address lies in it; an IPv4 address never lies in a network of IPv6. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == first.getAddress().length && Arrays.equals(masked(bytes, bits), first.getAddress());
    }

    @Override
    public String toString() {
        return first.getHostAddress() + "/" + bits;
    }
}
