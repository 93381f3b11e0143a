/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.charset.StandardCharsets;

/** Names that fit. */
final class Names {

    private Names() {}

    /** A stem and an ending joined, with the stem cut at a letter so that both fit into a name. */
    static String fitting(String stem, String ending) {
        int room = Scratch.MAX_NAME - ending.getBytes(StandardCharsets.UTF_8).length;
        int end = stem.length();
        while (end > 0 && stem.substring(0, end).getBytes(StandardCharsets.UTF_8).length > room) {
            end = stem.offsetByCodePoints(end, -1);
        }
        return stem.substring(0, end) + ending;
    }
}
