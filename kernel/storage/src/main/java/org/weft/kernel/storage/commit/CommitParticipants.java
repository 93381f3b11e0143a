/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.commit;

import org.weft.kernel.storage.mount.Mount;
import org.weft.kernel.storage.namespace.Location;
import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.Caller;
import org.weft.spi.storage.StorageDriver;

/** Makes those of one kind who take part in changes. Thread-safe. */
@FunctionalInterface
public interface CommitParticipants {

    /** For one change. */
    CommitParticipant of(Intended change);

    /**
     * A change that is about to be made.
     *
     * @param place where it happens
     * @param driver the leased driver that will make it, to look up where nodes are
     * @param conditions what the request says must hold
     */
    record Intended(Caller caller, Location place, StorageDriver driver, ChangeKind act, WriteConditions conditions) {

        /** The mount of the storage that changes. */
        public Mount mount() {
            return place.mount();
        }
    }
}
