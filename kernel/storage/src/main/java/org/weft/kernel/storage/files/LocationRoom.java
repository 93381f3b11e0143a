/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.io.IOException;
import org.weft.kernel.storage.namespace.Location;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.storage.Node;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.Right;
import org.weft.spi.storage.StorageDriver;

/**
 * The room at the place of a file that comes.
 *
 * @param driver the leased driver that takes the file
 */
record LocationRoom(Location place, StorageDriver driver, OnConflict onConflict) implements PendingPuts.Room {

    @Override
    public Quota quota() throws IOException {
        return driver.quota(place.caller(), place.isTop() ? place.ref() : Location.above(place.ref()));
    }

    /** As far as the caller may know. */
    @Override
    public long replaced() throws IOException {
        if (onConflict == OnConflict.RENAME || place.isTop()) {
            return 0;
        }
        try {
            place.require(Right.STAT);
            Node node = driver.stat(place.caller(), place.ref());
            return node.isFolder() ? 0 : node.size();
        } catch (NotFound | Forbidden free) {
            return 0;
        }
    }
}
