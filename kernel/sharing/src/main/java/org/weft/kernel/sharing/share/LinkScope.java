/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.share;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.weft.spi.share.Link;
import org.weft.spi.share.ShareId;

/**
 * How the scopes of a link's visitors are named. The name of a link with a password tells which one it was, so that all
 * that was given out before, tokens and sessions of applications alike, ends with a new password, with the first one, and
 * with its removal.
 */
public final class LinkScope {

    private static final String PREFIX = "publicshare:";
    private static final char OF_PASSWORD = '~';
    private static final int BYTES = 8;

    private LinkScope() {}

    /** The name for who comes in now. */
    public static String key(Link link) {
        return link.passwordHash()
                .map(hash -> plain(link) + OF_PASSWORD + mark(hash))
                .orElseGet(() -> plain(link));
    }

    /** The part of the name that never changes. */
    static String plain(Link link) {
        return plain(link.id());
    }

    static String plain(ShareId link) {
        return PREFIX + link;
    }

    /** The same of a name that somebody shows. */
    static String plain(String key) {
        int end = key.startsWith(PREFIX) ? key.lastIndexOf(OF_PASSWORD) : -1;
        return end < 0 ? key : key.substring(0, end);
    }

    /** Tells hashes apart that were salted each with another salt; nobody gets from it to the hash, let alone further. */
    private static String mark(String hash) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("weft visit " + hash).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
