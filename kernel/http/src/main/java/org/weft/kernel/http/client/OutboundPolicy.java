/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http.client;

import java.net.URI;

/**
 * Which servers may be asked at all.
 *
 * @param plainHttp also without TLS
 * @param anyAddress also addresses that are not public, and addresses in place of names
 * @param anyPort also other ports than the scheme's own
 */
public record OutboundPolicy(boolean plainHttp, boolean anyAddress, boolean anyPort) {

    /** Public servers by name, over TLS. */
    public static final OutboundPolicy WORLD = new OutboundPolicy(false, false, false);

    /** For a laboratory whose machines are all one's own. */
    public static final OutboundPolicy LAB = new OutboundPolicy(true, true, true);

    /**
     * Judges a URL before anything is resolved.
     *
     * @throws OutboundFailure when it must not be asked
     */
    public void require(URI url) throws OutboundFailure {
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        String host = url.getHost();
        if (!scheme.equals("https") && !(plainHttp && scheme.equals("http"))) {
            throw refused(url, "its scheme must be https");
        }
        if (host == null || host.isEmpty() || url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw refused(url, "it must name a host, and neither user nor fragment");
        }
        if (!anyPort && url.getPort() != -1) {
            throw refused(url, "it must not name a port");
        }
        if (!anyAddress && (isAddress(host) || !host.contains("."))) {
            throw refused(url, "it must name a public host, not an address");
        }
    }

    /** A name's last label is never a number (RFC 3696, section 2). */
    private static boolean isAddress(String host) {
        if (host.startsWith("[")) {
            return true;
        }
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = bare.substring(bare.lastIndexOf('.') + 1);
        return last.isEmpty() || Character.isDigit(last.charAt(0));
    }

    private static OutboundFailure refused(URI url, String why) {
        return new OutboundFailure(OutboundFailure.Reason.NOT_ALLOWED, shown(url) + " is not asked: " + why);
    }

    /** Scheme and host; what else is in a URL may be secret. */
    static String shown(URI url) {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }
}
