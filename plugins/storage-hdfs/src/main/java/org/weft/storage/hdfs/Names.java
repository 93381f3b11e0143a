/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * Names of nodes as HDFS can hold them. HDFS refuses the colon, so it is written as a full-width colon, and a true
 * full-width colon has a quotation mark before it, as rclone writes both.
 */
final class Names {

    /** What belongs to the driver itself, in the root. */
    static final String RESERVED = ".weft";

    private static final String SNAPSHOTS = ".snapshot";
    private static final int MAX_BYTES = 255;
    private static final char COLON = ':';
    private static final char WIDE = '\uff1a';
    private static final char QUOTE = '\u201b';

    private Names() {}

    /** A name as HDFS has it. */
    static String encode(String name) {
        if (name.indexOf(COLON) < 0 && name.indexOf(WIDE) < 0 && name.indexOf(QUOTE) < 0) {
            return name;
        }
        StringBuilder coded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == COLON) {
                coded.append(WIDE);
            } else if (c == WIDE || c == QUOTE && i + 1 < name.length() && isSpecial(name.charAt(i + 1))) {
                coded.append(QUOTE).append(c);
            } else {
                coded.append(c);
            }
        }
        return coded.toString();
    }

    private static boolean isSpecial(char c) {
        return c == COLON || c == WIDE || c == QUOTE;
    }

    /** A name of HDFS as clients see it; nothing for one that could not be asked for again. */
    static Optional<String> decode(String coded) {
        if (coded.indexOf('\\') >= 0 || coded.equals(SNAPSHOTS)) {
            return Optional.empty();
        }
        if (coded.indexOf(WIDE) < 0 && coded.indexOf(QUOTE) < 0) {
            return Optional.of(coded);
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < coded.length(); i++) {
            char c = coded.charAt(i);
            char next = i + 1 < coded.length() ? coded.charAt(i + 1) : 0;
            if (c == QUOTE && (next == WIDE || next == QUOTE)) {
                name.append(next);
                i++;
            } else {
                name.append(c == WIDE ? COLON : c);
            }
        }
        return encode(name.toString()).equals(coded) ? Optional.of(name.toString()) : Optional.empty();
    }

    /** A path below some folder, with a slash before each name. */
    static String encode(RelPath path) {
        StringBuilder coded = new StringBuilder();
        for (String name : path.names()) {
            coded.append('/').append(encode(name));
        }
        return coded.toString();
    }

    /** Whether a path belongs to the driver, or to HDFS itself. */
    static boolean isReserved(RelPath path) {
        String text = path.toString();
        return isOrBelow(text, RESERVED)
                || isOrBelow(text, ".reserved")
                || text.contains(SNAPSHOTS) && path.names().contains(SNAPSHOTS);
    }

    private static boolean isOrBelow(String text, String top) {
        return text.startsWith(top) && (text.length() == top.length() || text.charAt(top.length()) == '/');
    }

    /** Refuses a name that can't be given to a node. */
    static void requireOurs(RelPath path) {
        if (isReserved(path)) {
            throw new WeftException.InvalidArgument("the name \"" + path.name() + "\" is kept for the storage itself");
        }
        if (!fits(path.name())) {
            throw new WeftException.InvalidArgument("the name is longer than " + MAX_BYTES + " bytes");
        }
    }

    /** Whether a name can be given to a node, by its length. */
    static boolean fits(String name) {
        return encode(name).getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }
}
