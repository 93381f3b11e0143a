/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.nio.charset.StandardCharsets;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/** Names that fit. */
final class Names {

    /** The longest name in bytes of UTF-8. */
    static final int LONGEST = 255;

    private Names() {}

    /** Refuses a path whose last name is too long. */
    static void require(RelPath path) {
        if (!fits(path.name())) {
            throw new WeftException.InvalidArgument(
                    "a name is at most " + LONGEST + " bytes long, and the one given has " + bytes(path.name()));
        }
    }

    /** Whether a name is short enough. */
    static boolean fits(String name) {
        return bytes(name) <= LONGEST;
    }

    private static int bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8).length;
    }

    /** The name with a number, like {@code report (1).pdf}, its stem cut so that it fits. */
    static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        String ending = " (" + number + ")" + (dot > 0 ? name.substring(dot) : "");
        int end = stem.length();
        while (end > 0 && bytes(stem.substring(0, end)) + bytes(ending) > LONGEST) {
            end = stem.offsetByCodePoints(end, -1);
        }
        return stem.substring(0, end) + ending;
    }
}
