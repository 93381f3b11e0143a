/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.ArrayList;
import java.util.List;
import org.weft.spi.storage.Kind;

/**
 * The attributes of files. One costs a call to the name node, so they are remembered, which is safe because a file bears
 * its attribute before it gets its name and new content is always another inode; and a listing asks for many at a time.
 */
final class FileAttributes {

    static final String ATTRIBUTE = "user.weft";

    private static final int MOST = 200_000;

    private final LruCache<Long, FileAttribute> marks = new LruCache<>(MOST);
    private final ParallelCalls fan;

    FileAttributes(ParallelCalls fan) {
        this.fan = fan;
    }

    /** The mark of a node at a path; none for what is no file. */
    FileAttribute of(HdfsClient as, String place, InodeStatus status) {
        if (status.kind() != Kind.FILE) {
            return FileAttribute.NONE;
        }
        FileAttribute known = marks.get(status.inode());
        if (known != null) {
            return known;
        }
        FileAttribute read =
                as.attribute(place, ATTRIBUTE).flatMap(FileAttribute::decode).orElse(FileAttribute.NONE);
        marks.put(status.inode(), read);
        return read;
    }

    /** Those of many nodes, which are asked for by their inodes. */
    List<FileAttribute> of(HdfsClient as, List<InodeStatus> nodes) {
        List<InodeStatus> unknown = new ArrayList<>();
        for (InodeStatus status : nodes) {
            if (status.kind() == Kind.FILE && marks.get(status.inode()) == null) {
                unknown.add(status);
            }
        }
        fan.each(unknown, status -> of(as, HdfsClient.place(status.inode()), status));
        List<FileAttribute> all = new ArrayList<>(nodes.size());
        for (InodeStatus status : nodes) {
            all.add(of(as, HdfsClient.place(status.inode()), status));
        }
        return all;
    }

    /** Writes the mark of a file that has no name yet. */
    void write(HdfsClient as, String place, FileAttribute mark) {
        if (mark.isNeeded()) {
            as.setAttribute(place, ATTRIBUTE, mark.encode());
        }
        marks.put(mark.inode(), mark);
    }
}
