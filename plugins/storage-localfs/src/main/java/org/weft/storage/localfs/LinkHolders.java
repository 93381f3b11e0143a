/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.spi.storage.RelPath;

/**
 * The folders in which followed links were seen, by the folder that each link leads to or into: a change there is a change
 * below the link too, so that the folders above the link get another etag. Known from the first look at a link on. Thread-safe.
 */
final class LinkHolders {

    private static final int MOST = 100_000;

    private final Map<Long, Set<RelPath>> byTarget = new ConcurrentHashMap<>();

    boolean isEmpty() {
        return byTarget.isEmpty();
    }

    /** A link in a folder leads to, or into, the folder with this inode number. */
    void note(long target, RelPath holder) {
        Set<RelPath> known = byTarget.get(target);
        if (known != null && known.contains(holder)) {
            return;
        }
        if (byTarget.size() < MOST) {
            byTarget.computeIfAbsent(target, inode -> ConcurrentHashMap.newKeySet())
                    .add(holder);
        }
    }

    /** The folders that hold links to, or into, a folder. */
    Set<RelPath> of(long target) {
        return byTarget.getOrDefault(target, Set.of());
    }

    /** A folder is gone. */
    void forget(long target, RelPath holder) {
        byTarget.computeIfPresent(target, (inode, holders) -> {
            holders.remove(holder);
            return holders.isEmpty() ? null : holders;
        });
    }
}
