/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen: {@code 127.0.0.1:19001}, {@code localhost:0}, {@code [::1]:19001}, {@code :19001} for all addresses.
 *
 * @param host a name or address, without brackets; {@code 0.0.0.0} for all
 * @param port 0 to 65535; 0 lets the system choose a free one
 */
public record Address(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\[\\]/\\s]*)):(\\d{1,5})");

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException when the text is no address with a port
     */
    public static Address parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("write an address like 127.0.0.1:19001 or [::1]:19001");
        }
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65535) {
            throw new IllegalArgumentException("a port is at most 65535");
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new Address(host.isEmpty() ? "0.0.0.0" : host, port);
    }

    /** Whether nobody on another machine can connect to it. */
    public boolean isLoopback() {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    /** The same host with the port that was really bound. */
    public Address withPort(int bound) {
        return new Address(host, bound);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
