/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.IOException;
import java.util.List;
import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.resource.Resource;
import org.weft.kernel.storage.resource.ResourceId;
import org.weft.kernel.storage.resource.StatSpec;
import org.weft.spi.Caller;
import org.weft.spi.Sink;
import org.weft.spi.storage.StorageDriver;

/** What is kept besides the nodes: locks, dead properties, labels. */
public interface ResourceExtras {

    /** How many resources are joined at once. */
    int WINDOW = 1000;

    /**
     * Pushes a window of a listing on, the same resources with what is wanted: one query for each kind, none for a kind
     * of which the space has no row. A window with very much besides it is taken in parts, so that memory stays bounded.
     *
     * @return false when the receiver wants no more
     */
    boolean join(
            Caller caller, Mount mount, StorageDriver driver, List<Resource> window, StatSpec spec, Sink<Resource> sink)
            throws IOException;

    /** Gives a copy, whose original will be deleted, all that follows a node into another storage. */
    void moved(ResourceId original, ResourceId copy);

    /** Gives a copy the dead properties of its original; locks and labels stay behind. */
    void copied(ResourceId original, ResourceId copy);
}
