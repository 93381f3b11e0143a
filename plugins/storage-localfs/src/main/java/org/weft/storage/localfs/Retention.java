/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.WeftException;
import org.weft.spi.storage.SpaceId;

/** Purges what has been in the trash, or a version, or an upload without news, for too long. Called at intervals. */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final WriteContext shop;
    private final TrashBin trash;
    private final PartUploads uploads;
    private final Duration trashRetention;

    Retention(WriteContext shop, TrashBin trash, PartUploads uploads, Duration trashRetention) {
        this.shop = shop;
        this.trash = trash;
        this.uploads = uploads;
        this.trashRetention = trashRetention;
    }

    void sweep() {
        try {
            if (trashRetention.isPositive()) {
                long before = shop.propagation().now() - trashRetention.toNanos();
                for (SpaceId space : shop.kept().spaces()) {
                    sweep(space, before);
                }
            }
            shop.versions().prune();
            uploads.sweep();
        } catch (IOException | RuntimeException failure) {
            LOG.warn("retention_failed error={}", failure.getMessage());
        }
    }

    private void sweep(SpaceId space, long before) throws IOException {
        try {
            int count = trash.empty(space, before);
            if (count > 0) {
                LOG.info("trash_purged space={} items={}", space, count);
            }
        } catch (WeftException.NotFound gone) {
            LOG.debug("trash_of_no_space space={}", space);
        }
    }
}
