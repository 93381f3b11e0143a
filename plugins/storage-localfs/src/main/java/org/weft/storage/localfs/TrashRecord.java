/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.weft.spi.WeftException;
import org.weft.spi.storage.RelPath;

/**
 * What the attribute {@code user.weft.trash} tells of a node that is, or is about to be, in {@code .weft}: words that any
 * tool can show. On a node in the tree it means nothing.
 *
 * @param reason why it is there
 * @param time since when, in nanoseconds
 * @param original where it was
 */
record TrashRecord(Reason reason, long time, RelPath original) {

    private static final int LONGEST = 3_000;

    /** Why a node is not in the tree, and so what becomes of it when a crash leaves it where it is. */
    enum Reason {
        /** It was deleted or replaced: it belongs into the trash. */
        TRASH,
        /** It is being moved: it belongs where it was. */
        MOVE,
        /** It was deleted or replaced for good. */
        GONE
    }

    /** The text; of a path that is too long for an attribute only the last names. */
    String text() {
        String path = original.toString();
        while (path.getBytes(StandardCharsets.UTF_8).length > LONGEST && path.indexOf('/') >= 0) {
            path = path.substring(path.indexOf('/') + 1);
        }
        return reason.name().toLowerCase(Locale.ROOT) + '\n' + time + '\n' + path;
    }

    static Optional<TrashRecord> parse(String text) {
        String[] lines = text.split("\n", 3);
        if (lines.length < 3) {
            return Optional.empty();
        }
        try {
            Reason reason = Reason.valueOf(lines[0].toUpperCase(Locale.ROOT));
            return Optional.of(new TrashRecord(reason, Long.parseLong(lines[1]), RelPath.parse(lines[2])));
        } catch (IllegalArgumentException | WeftException foreign) {
            return Optional.empty();
        }
    }
}
