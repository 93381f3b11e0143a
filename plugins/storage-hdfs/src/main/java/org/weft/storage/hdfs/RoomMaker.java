/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was deleted gives way to what people write when a quota would refuse it: the oldest first, and no more than is needed.
 * Nothing gives way when all of it together would not make room.
 */
final class RoomMaker {

    private static final Logger LOG = LoggerFactory.getLogger(RoomMaker.class);
    private static final int WINDOW = 500;

    private final HdfsClient own;
    private final Tree tree;
    private final MakeRoom choice;

    RoomMaker(HdfsClient own, Tree tree, MakeRoom choice) {
        this.own = own;
        this.tree = tree;
        this.choice = choice;
    }

    private String trash(String space) {
        return tree.reserved() + "/" + TrashBin.FOLDER + "/" + space;
    }

    /** The bytes in the trash of a space. */
    long trashed(String space) {
        return own.bytesBelow(trash(space));
    }

    /** The bytes of a space that would give way. */
    long bytes(String space) {
        return choice == MakeRoom.TRASH ? trashed(space) : 0;
    }

    /**
     * Makes room in a space, without any lock.
     *
     * @return whether there is so much more room than before
     */
    boolean make(String space, long missing) {
        if (bytes(space) < missing) {
            return false;
        }
        long made = 0;
        for (List<Item> oldest = oldest(space); made < missing && !oldest.isEmpty(); oldest = oldest(space)) {
            long before = made;
            for (Item each : oldest) {
                if (made < missing) {
                    made += purge(trash(space) + "/" + each.key());
                }
            }
            if (made == before) {
                break; // others are faster, or nothing in it has a byte
            }
        }
        LOG.atDebug()
                .addKeyValue("space", space)
                .addKeyValue("missing", missing)
                .addKeyValue("bytes", made)
                .log("hdfs-room-made");
        return made >= missing;
    }

    private long purge(String item) {
        long bytes = own.bytesBelow(item);
        return own.delete(item, "to make room") ? bytes : 0;
    }

    private record Item(String key, long deleted) {}

    /** The items that were deleted first, as many as are looked at together. */
    private List<Item> oldest(String space) {
        PriorityQueue<Item> oldest =
                new PriorityQueue<>(Comparator.comparingLong(Item::deleted).reversed());
        FolderPages pages = new FolderPages(own, trash(space), false, "");
        while (pages.hasMore()) {
            for (String key : pages.next().names()) {
                OptionalLong deleted = TrashBin.deleted(key);
                if (deleted.isPresent()) {
                    oldest.add(new Item(key, deleted.getAsLong()));
                }
                if (oldest.size() > WINDOW) {
                    oldest.poll();
                }
            }
        }
        return oldest.stream().sorted(Comparator.comparingLong(Item::deleted)).toList();
    }
}
