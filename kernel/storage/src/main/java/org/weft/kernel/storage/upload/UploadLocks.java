/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.spi.WeftException.Locked;

/** Lets one request at a time write to an upload, on all nodes of the site. Thread-safe. */
final class UploadLocks {

    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final ClusterLocks site;

    UploadLocks(ClusterLocks site) {
        this.site = site;
    }

    /**
     * Takes the turn; closing the answer gives it back.
     *
     * @throws Locked when another request has it
     */
    ClusterLocks.Held take(String upload) {
        if (!taken.add(upload)) {
            throw busy();
        }
        Optional<ClusterLocks.Held> held = Optional.empty();
        try {
            held = site.tryHold("upload/" + upload);
        } finally {
            if (held.isEmpty()) {
                taken.remove(upload);
            }
        }
        ClusterLocks.Held elsewhere = held.orElseThrow(UploadLocks::busy);
        return () -> {
            taken.remove(upload);
            elsewhere.close();
        };
    }

    private static Locked busy() {
        return new Locked("another request sends to this upload; wait until it ends");
    }
}
