/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what was found in a folder, so that the folders above hear of it once. For one thread. */
final class StampBatch {

    private final OpenFolder folder;
    private final TreePropagation propagation;
    private final DuplicateIdSearch siblings;
    private long bytes;
    private boolean changed;
    private final Set<Long> folders = new HashSet<>();
    private @Nullable Map<Id, String> bearers;

    StampBatch(OpenFolder folder, TreePropagation propagation, DuplicateIdSearch siblings) {
        this.folder = folder;
        this.propagation = propagation;
        this.siblings = siblings;
    }

    /** A child has another attribute, and counts for so much more. */
    void found(long more) {
        bytes += more;
        changed = true;
    }

    /** A child that is a folder has other names in it. */
    void changed(long inode) {
        folders.add(inode);
    }

    /** Tells the folders above. */
    void finish() {
        if (changed) {
            propagation.from(folder, bytes, folders);
            folders.clear();
            changed = false;
            bytes = 0;
        }
    }

    /** Whether another child bears the id; the folder is looked through once. */
    boolean hasSibling(Id id, String name) throws IOException {
        Map<Id, String> known = bearers;
        if (known == null) {
            known = siblings.idsIn(folder);
            bearers = known;
        }
        // What bore the id under this very name when the folder was looked through has been replaced since.
        String bearer = known.get(id);
        return bearer != null && !bearer.equals(name);
    }
}
