/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.storage.Checksum;

/**
 * How a tree behaves.
 *
 * @param prefix what every key begins with: empty, or ending in a slash
 * @param versions how many earlier contents of a file are kept; 0 for none, at most {@value #MOST_VERSIONS}
 * @param versionsFor how long an earlier content is kept; empty for as long as there are not too many
 * @param trashFor how long deleted nodes can come back; empty for as long as nobody empties the trash, zero for a storage
 *     without a trash
 * @param quota how many bytes a space may hold that has no quota of its own; empty for no limit
 * @param homes whether there are personal spaces
 * @param orphansAfter how long a blob that nothing refers to is left alone, and for how long an upload may rest
 * @param digests which digests of each new file are kept
 * @param makeRoom what gives way, the oldest first, when a quota would refuse what is written
 */
public record TreeSettings(
        String prefix,
        int versions,
        Optional<Duration> versionsFor,
        Optional<Duration> trashFor,
        Optional<Long> quota,
        boolean homes,
        Duration orphansAfter,
        Set<Checksum.Algorithm> digests,
        MakeRoom makeRoom) {

    /** What clients of all kinds compare by: SHA-1, MD5 and Adler-32. */
    public static final Set<Checksum.Algorithm> USUAL_DIGESTS =
            Set.of(Checksum.Algorithm.SHA1, Checksum.Algorithm.MD5, Checksum.Algorithm.ADLER32);

    /** The most earlier contents of one file. */
    public static final int MOST_VERSIONS = 1000;

    public TreeSettings {
        digests = Set.copyOf(digests);
        if (!prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/") || prefix.contains("//"))) {
            throw new IllegalArgumentException("a prefix is empty, or ends in a slash and doesn't begin with one");
        }
        if (!prefix.matches("[A-Za-z0-9/._~-]{0,200}")) {
            throw new IllegalArgumentException("a prefix is at most 200 letters, digits, '/', '.', '_', '~' or '-'");
        }
        if (versions < 0 || versions > MOST_VERSIONS) {
            throw new IllegalArgumentException("between 0 and " + MOST_VERSIONS + " versions can be kept");
        }
        if (orphansAfter.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("an orphan is left alone for at least a minute");
        }
    }

    /** Versions, a trash kept for a month, homes, and no quota. */
    public static TreeSettings simple() {
        return new TreeSettings(
                "",
                20,
                Optional.empty(),
                Optional.of(Duration.ofDays(30)),
                Optional.empty(),
                true,
                Duration.ofDays(1),
                USUAL_DIGESTS,
                MakeRoom.VERSIONS_AND_TRASH);
    }

    /** The same with a quota, and what gives way to it. */
    public TreeSettings withQuota(long bytes, MakeRoom way) {
        return new TreeSettings(
                prefix, versions, versionsFor, trashFor, Optional.of(bytes), homes, orphansAfter, digests, way);
    }
}
