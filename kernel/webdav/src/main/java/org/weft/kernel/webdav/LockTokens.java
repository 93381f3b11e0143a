/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.regex.Pattern;
import org.weft.spi.WeftException.InvalidArgument;

/** Lock tokens are URIs in WebDAV; the ids of locks that other protocols set may be any text. */
final class LockTokens {

    private static final String OTHER = "urn:weft:lock:";
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:[!-;=?-~]+");

    private LockTokens() {}

    /** A new token. */
    static String mint() {
        return "urn:uuid:" + UUID.randomUUID();
    }

    /** A lock's id as a URI. */
    static String show(String id) {
        return URI.matcher(id).matches() && !id.startsWith(OTHER)
                ? id
                : OTHER + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** The lock's id that a URI stands for. */
    static String read(String token) {
        if (!token.startsWith(OTHER)) {
            return token;
        }
        try {
            return URLDecoder.decode(token.substring(OTHER.length()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw new InvalidArgument("the lock token '" + token + "' is malformed");
        }
    }

    /**
     * Reads a {@code Lock-Token} header: a URI in angle brackets.
     *
     * @throws InvalidArgument when it is none
     */
    static String coded(String header) {
        String text = header.strip();
        if (text.length() < 3 || text.charAt(0) != '<' || text.charAt(text.length() - 1) != '>') {
            throw new InvalidArgument("Lock-Token is a URI in angle brackets");
        }
        return read(text.substring(1, text.length() - 1));
    }
}
