/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.nio.charset.StandardCharsets;

/** Namespaces, and markup that is written often. */
final class XmlNames {

    static final String DAV = "DAV:";
    static final String OWNCLOUD = "http://owncloud.org/ns";
    static final String NEXTCLOUD = "http://nextcloud.org/ns";
    static final String OCM = "http://open-cloud-mesh.org/ns";
    static final String OCS = "http://open-collaboration-services.org/ns";

    static final byte[] AMP = bytes("&amp;");
    static final byte[] LT = bytes("&lt;");
    static final byte[] GT = bytes("&gt;");
    static final byte[] QUOT = bytes("&quot;");
    static final byte[] CR = bytes("&#13;");

    static final byte[] MULTISTATUS =
            bytes("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<d:multistatus xmlns:d=\"DAV:\""
                    + " xmlns:s=\"http://sabredav.org/ns\" xmlns:oc=\"" + OWNCLOUD + "\" xmlns:nc=\"" + NEXTCLOUD
                    + "\" xmlns:ocs=\"" + OCS + "\" xmlns:m=\"" + OCM + "\">");
    static final byte[] MULTISTATUS_END = bytes("</d:multistatus>\n");
    static final byte[] RESPONSE = bytes("<d:response><d:href>");
    static final byte[] HREF_END = bytes("</d:href>");
    static final byte[] RESPONSE_END = bytes("</d:response>");
    static final byte[] PROPSTAT = bytes("<d:propstat><d:prop>");
    static final byte[] FOUND = bytes("</d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat>");
    static final byte[] MISSING = bytes("</d:prop><d:status>HTTP/1.1 404 Not Found</d:status></d:propstat>");

    private XmlNames() {}

    static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.UTF_8);
    }

    /** The prefix that every answer binds to a namespace; empty for others. */
    static String prefix(String namespace) {
        return switch (namespace) {
            case DAV -> "d";
            case OWNCLOUD -> "oc";
            case NEXTCLOUD -> "nc";
            case OCS -> "ocs";
            case OCM -> "m";
            default -> "";
        };
    }

    /** A value for an attribute in double quotes. */
    static String attribute(String value) {
        return value.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;")
                .replace("\t", "&#9;");
    }
}
