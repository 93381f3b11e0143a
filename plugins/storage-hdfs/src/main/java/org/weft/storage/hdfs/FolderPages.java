/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.DirectoryListing;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/** Goes through a folder page by page, in the order of the names' bytes; a page is what the name node gives, mostly 1000. */
final class FolderPages {

    private final HdfsClient as;
    private final String folder;
    private final boolean skipsReserved;
    private String after;
    private boolean more = true;

    /**
     * @param folder a path in HDFS
     * @param skipsReserved whether the driver's own folder lies in it
     * @param after the name as HDFS has it to go on after; empty for the first page
     */
    FolderPages(HdfsClient as, String folder, boolean skipsReserved, String after) {
        this.as = as;
        this.folder = folder;
        this.skipsReserved = skipsReserved;
        this.after = after;
    }

    /**
     * Names and statuses, in parallel lists.
     *
     * @param names as clients see them
     * @param statuses of the nodes
     */
    record Page(List<String> names, List<InodeStatus> statuses) {
        int size() {
            return names.size();
        }
    }

    boolean hasMore() {
        return more;
    }

    /** The next page, which may be empty when there are more. */
    Page next() {
        List<String> names = new ArrayList<>();
        List<InodeStatus> statuses = new ArrayList<>();
        DirectoryListing listing = as.page(folder, after);
        if (listing == null) {
            more = false;
            return new Page(names, statuses);
        }
        for (HdfsFileStatus entry : listing.getPartialListing()) {
            String coded = entry.getLocalName();
            if (!(skipsReserved && coded.equals(Names.RESERVED))) {
                Names.decode(coded).ifPresent(name -> {
                    names.add(name);
                    statuses.add(InodeStatus.of(entry));
                });
            }
        }
        more = listing.hasMore() && listing.getPartialListing().length > 0;
        if (more) {
            after = new String(listing.getLastName(), StandardCharsets.UTF_8);
        }
        return new Page(names, statuses);
    }
}
