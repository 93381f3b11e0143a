/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.io.IOException;
import java.util.List;
import org.weft.kernel.mount.Mount;
import org.weft.spi.Caller;
import org.weft.spi.storage.StorageDriver;

/** What is kept besides the nodes: locks, dead properties, labels. */
interface Extras {

    /** How many resources are joined at once. */
    int WINDOW = 1000;

    /**
     * A window of a listing, the same resources with what is wanted; one query for each kind, none for a kind of which the space has no row.
     */
    List<Resource> join(Caller caller, Mount mount, StorageDriver driver, List<Resource> window, Wanted wanted)
            throws IOException;

    /** Gives a copy the dead properties of its original; locks and labels stay behind. */
    void copied(ResourceId original, ResourceId copy);
}
