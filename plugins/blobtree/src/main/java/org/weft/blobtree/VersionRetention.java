/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.blobtree;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.weft.blobtree.NodeRow.VersionRow;
import org.weft.blobtree.Revision.Stamp;

/** What is let go of. */
final class VersionRetention {

    private final TreeSettings settings;

    VersionRetention(TreeSettings settings) {
        this.settings = settings;
    }

    /**
     * Which versions stay.
     *
     * @param versions newest first; a version's number is about the time at which it became one
     */
    List<VersionRow> kept(List<VersionRow> versions, long now) {
        List<VersionRow> kept = new ArrayList<>();
        for (VersionRow each : versions) {
            if (kept.size() < settings.versions() && isYoung(each, now)) {
                kept.add(each);
            }
        }
        return kept;
    }

    private boolean isYoung(VersionRow version, long now) {
        return settings.versionsFor().isEmpty()
                || version.number() >= now - settings.versionsFor().get().toNanos() / 1000;
    }

    /** Lets contents go; whether another node has them too is found out when they are taken away. */
    void blobs(Connection connection, List<String> stamps, Stamp stamp) throws SQLException {
        GarbageTable.add(
                connection,
                stamps.stream().map(BlobKeys::blob).toList(),
                stamp.time() + GarbageTable.CONTENT.toNanos() / 1000);
    }
}
