/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.HexFormat;
import java.util.OptionalLong;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * Ids of nodes: the number of the inode that first bore it, which HDFS never gives again, and a random tag of the root, so
 * that ids of a file system that was formatted anew differ.
 *
 * @param tag of the root
 */
record NodeIds(int tag) {

    NodeId node(long origin) {
        return new NodeId(text(origin));
    }

    SpaceId space(long origin) {
        return new SpaceId(text(origin));
    }

    private String text(long origin) {
        return Long.toHexString(origin) + "-" + HexFormat.of().toHexDigits(tag);
    }

    /** The origin that an id tells; nothing when it is none of this root. */
    OptionalLong origin(String id) {
        int dash = id.indexOf('-');
        if (dash < 1 || dash > 15) {
            return OptionalLong.empty();
        }
        try {
            long origin = Long.parseLong(id, 0, dash, 16);
            return text(origin).equals(id) ? OptionalLong.of(origin) : OptionalLong.empty();
        } catch (NumberFormatException foreign) {
            return OptionalLong.empty();
        }
    }
}
