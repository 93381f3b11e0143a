/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import org.jspecify.annotations.Nullable;

/** Where things lie in the store. */
final class BlobKeys {

    static final String NODES = "nodes/";
    static final String BLOBS = "blobs/";

    /** The object that says whose tree lies here. */
    static final String TREE = "tree";

    /** The object that says by which id clients know the storage. */
    static final String STORAGE_ID = "storage-id";

    private final String prefix;

    BlobKeys(String prefix) {
        this.prefix = prefix;
    }

    /** The whole key of a relative one. */
    String whole(String relative) {
        return prefix + relative;
    }

    /** The relative key of a whole one. */
    String relative(String whole) {
        return whole.substring(prefix.length());
    }

    /** Where a node's record of a revision lies; relative. */
    static String record(String node, long revision, String stamp) {
        return NODES + node + "/" + revision + "-" + stamp;
    }

    /** Where a content lies; relative. Spread over folders, so that a store which is a file system copes. */
    static String blob(String stamp) {
        return BLOBS + Integer.toHexString(0x100 | (stamp.hashCode() & 0xff)).substring(1) + "/" + stamp;
    }

    /**
     * What a key of a record says.
     *
     * @param node whose
     * @param revision which
     * @param stamp of the attempt that wrote it
     */
    record RecordKey(String node, long revision, String stamp) {

        /** Reads a relative key; null when it is none. */
        static @Nullable RecordKey parse(String relative) {
            int slash = relative.indexOf('/', NODES.length());
            int dash = relative.indexOf('-', slash + 1);
            if (!relative.startsWith(NODES) || slash < 0 || dash < 0) {
                return null;
            }
            try {
                long revision = Long.parseLong(relative.substring(slash + 1, dash));
                return new RecordKey(relative.substring(NODES.length(), slash), revision, relative.substring(dash + 1));
            } catch (NumberFormatException foreign) {
                return null;
            }
        }
    }

    /** The stamp of the attempt that wrote an object; null when it is none of ours. */
    static @Nullable String stampOf(String relative) {
        if (relative.startsWith(BLOBS)) {
            String stamp = relative.substring(relative.lastIndexOf('/') + 1);
            return blob(stamp).equals(relative) ? stamp : null;
        }
        RecordKey key = RecordKey.parse(relative);
        return key == null ? null : key.stamp();
    }
}
