/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.net.IDN;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.weft.spi.WeftException.InvalidArgument;

/**
 * The host by which sites know each other, in the one form in which hosts are compared: lower case, international names
 * in their ASCII form, the port where it is not the usual one. Names that only look like other names are none.
 *
 * @param text {@code host} or {@code host:port}
 */
public record PeerHost(String text) implements Comparable<PeerHost> {

    private static final int LONGEST = 260;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern SIX = Pattern.compile("\\[[0-9a-f:.]{2,45}]");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /**
     * Reads what somebody wrote: a host, a host and port, or a URL of nothing but these.
     *
     * @throws InvalidArgument when it is none, or a name that looks like another
     */
    public static PeerHost parse(String written) {
        String rest = written.strip();
        if (rest.length() > LONGEST) {
            throw new InvalidArgument("the name of a server is not that long");
        }
        int usual = HTTPS;
        if (rest.regionMatches(true, 0, "https://", 0, 8)) {
            rest = rest.substring(8);
        } else if (rest.regionMatches(true, 0, "http://", 0, 7)) {
            rest = rest.substring(7);
            usual = HTTP;
        }
        if (rest.endsWith("/")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        int colon = rest.startsWith("[") ? rest.indexOf(':', rest.indexOf(']') + 1) : rest.indexOf(':');
        String host = colon < 0 ? rest : rest.substring(0, colon);
        String port = colon < 0 ? "" : port(rest.substring(colon + 1), usual);
        return new PeerHost(name(host) + port);
    }

    private static String port(String digits, int usual) {
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (port < 1 || port > 65_535) {
            throw refused();
        }
        return port == usual || port == HTTPS ? "" : ":" + port;
    }

    private static String name(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (SIX.matcher(lower).matches()) {
            return lower;
        }
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        String ascii;
        try {
            ascii = IDN.toASCII(bare, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException malformed) {
            throw refused();
        }
        if (ascii.length() > 253 || !NAME.matcher(ascii).matches()) {
            throw refused();
        }
        HomographCheck.refuse(ascii);
        return ascii;
    }

    private static InvalidArgument refused() {
        return new InvalidArgument("write a server as host or host:port, such as files.example.org");
    }

    /** The name without the port. */
    public String name() {
        int colon = text.startsWith("[") ? text.indexOf(':', text.indexOf(']')) : text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    /** The port, where it is not the usual one. */
    public OptionalInt port() {
        int end = name().length();
        return end == text.length() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.substring(end + 1)));
    }

    /**
     * An id of this host's as it is without decorations: some sites write {@code id@host} or {@code id@https://host}
     * where the bare id belongs. What follows the last {@code @} is cut off only when it is this host, so that ids in
     * the form of mail addresses stay whole.
     */
    public String bare(String id) {
        String rest = id;
        for (int at = rest.lastIndexOf('@'); at > 0; at = rest.lastIndexOf('@')) {
            if (!isWritten(rest.substring(at + 1))) {
                return rest;
            }
            rest = rest.substring(0, at);
        }
        return rest;
    }

    private boolean isWritten(String host) {
        try {
            return parse(host).equals(this);
        } catch (InvalidArgument other) {
            return false;
        }
    }

    @Override
    public int compareTo(PeerHost other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
