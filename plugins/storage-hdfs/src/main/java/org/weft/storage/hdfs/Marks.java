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
final class Marks {

    static final String ATTRIBUTE = "user.weft";

    private static final int MOST = 200_000;

    private final Recent<Long, Mark> marks = new Recent<>(MOST);
    private final Fan fan;

    Marks(Fan fan) {
        this.fan = fan;
    }

    /** The mark of a node at a path; none for what is no file. */
    Mark of(Hdfs as, String place, Status status) {
        if (status.kind() != Kind.FILE) {
            return Mark.NONE;
        }
        Mark known = marks.get(status.inode());
        if (known != null) {
            return known;
        }
        Mark read = as.attribute(place, ATTRIBUTE).flatMap(Mark::decode).orElse(Mark.NONE);
        marks.put(status.inode(), read);
        return read;
    }

    /** Those of many nodes, which are asked for by their inodes. */
    List<Mark> of(Hdfs as, List<Status> nodes) {
        List<Status> unknown = new ArrayList<>();
        for (Status status : nodes) {
            if (status.kind() == Kind.FILE && marks.get(status.inode()) == null) {
                unknown.add(status);
            }
        }
        fan.each(unknown, status -> of(as, Hdfs.place(status.inode()), status));
        List<Mark> all = new ArrayList<>(nodes.size());
        for (Status status : nodes) {
            all.add(of(as, Hdfs.place(status.inode()), status));
        }
        return all;
    }

    /** Writes the mark of a file that has no name yet. */
    void write(Hdfs as, String place, Mark mark) {
        if (mark.isNeeded()) {
            as.setAttribute(place, ATTRIBUTE, mark.encode());
        }
        marks.put(mark.inode(), mark);
    }
}
