/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where nodes were last seen, in memory. May be wrong, because other programs and other nodes of the site move folders: the
 * ledger counts the moves of folders by Weft, and what was learnt before another one is forgotten.
 */
final class IdCache {

    private static final int MOST = 100_000;

    private final LruCache<Long, Link> links = new LruCache<>(MOST);
    private final AtomicLong generation = new AtomicLong();

    /** A name in a folder. */
    record Link(long parent, String name) {}

    void note(long inode, long parent, String name) {
        links.put(inode, new Link(parent, name));
    }

    @Nullable
    Link get(long inode) {
        return links.get(inode);
    }

    /** @return whether what is known was learnt after the last move of a folder; else it is forgotten */
    boolean areOf(long moves) {
        if (generation.getAndSet(moves) == moves) {
            return true;
        }
        links.clear();
        return false;
    }
}
