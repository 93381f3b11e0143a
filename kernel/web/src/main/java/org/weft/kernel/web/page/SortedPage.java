/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.weft.kernel.storage.resource.Resource;

/**
 * What a page shows of a folder: folders first, then by name. Whatever the order in which the children are told, and however
 * many they are, it holds no more than fit on the page. Not thread-safe.
 */
final class SortedPage {

    private final Optional<Key> after;
    private final int size;
    private final NavigableMap<Key, Resource> kept = new TreeMap<>();
    private boolean more;

    /**
     * A page.
     *
     * @param after what the page before ended with; empty for the first page
     * @param size how many fit on it
     */
    SortedPage(Optional<Key> after, int size) {
        this.after = after;
        this.size = size;
    }

    void add(Resource child) {
        Key key = Key.of(child);
        if (after.isPresent() && key.compareTo(after.get()) <= 0) {
            return;
        }
        kept.put(key, child);
        if (kept.size() > size) {
            kept.pollLastEntry();
            more = true;
        }
    }

    List<Resource> children() {
        return List.copyOf(kept.values());
    }

    /** What the next page follows; empty when this is the last one. */
    Optional<Key> next() {
        return more ? Optional.of(kept.lastKey()) : Optional.empty();
    }

    /** Where a child stands. */
    record Key(boolean isFile, String name) implements Comparable<Key> {

        static Key of(Resource child) {
            return new Key(!child.isFolder(), child.name());
        }

        /** Reads what {@link #text} wrote. */
        static Key parse(String text) {
            return text.endsWith("/") ? new Key(false, text.substring(0, text.length() - 1)) : new Key(true, text);
        }

        /** The name; that of a folder with a slash. */
        String text() {
            return isFile ? name : name + '/';
        }

        @Override
        public int compareTo(Key other) {
            int order = Boolean.compare(isFile, other.isFile);
            if (order == 0) {
                order = String.CASE_INSENSITIVE_ORDER.compare(name, other.name);
            }
            return order == 0 ? name.compareTo(other.name) : order;
        }
    }
}
