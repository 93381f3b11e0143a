/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the chains of addresses that proxies write, the client's first. An entry that is no address is empty. */
final class ForwardedFor {

    /** Longer chains are cut at their far end, which anybody may have written. */
    private static final int LONGEST = 64;

    private ForwardedFor() {}

    /** The lines of {@code X-Forwarded-For}: addresses between commas. */
    static List<Optional<InetAddress>> usual(List<String> lines) {
        List<Optional<InetAddress>> chain = new ArrayList<>();
        for (String line : lines) {
            for (String entry : line.split(",", -1)) {
                chain.add(address(entry.strip()));
            }
        }
        return last(chain);
    }

    /** The lines of {@code Forwarded} (RFC 7239): the parameters {@code for} of elements between commas. */
    static List<Optional<InetAddress>> standard(List<String> lines) {
        List<Optional<InetAddress>> chain = new ArrayList<>();
        for (String line : lines) {
            for (String element : split(line, ',')) {
                chain.add(client(element));
            }
        }
        return last(chain);
    }

    private static Optional<InetAddress> client(String element) {
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase("for")) {
                return address(unquoted(pair.substring(equals + 1).strip()));
            }
        }
        return Optional.empty();
    }

    /** Splits where the separator is not in quotes. */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String unquoted(String text) {
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** An address, with a port or without: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}, {@code 2001:db8::1}. */
    private static Optional<InetAddress> address(String text) {
        String host = text;
        int bracket = text.indexOf(']');
        if (text.startsWith("[") && bracket > 0) {
            host = text.substring(1, bracket);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private static List<Optional<InetAddress>> last(List<Optional<InetAddress>> chain) {
        return chain.size() <= LONGEST ? chain : chain.subList(chain.size() - LONGEST, chain.size());
    }
}
