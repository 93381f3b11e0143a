/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.spi.Health;

/** Whether the cluster answers: told in one log line when that changes, and as the driver's health. */
final class ClusterHealth {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterHealth.class);
    private static final String NONE = "";

    private final String instance;
    private final AtomicReference<String> reason = new AtomicReference<>(NONE);

    ClusterHealth(String instance) {
        this.instance = instance;
    }

    void failed(Throwable failure) {
        String line = HadoopErrors.line(failure);
        if (reason.getAndSet(line).isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("storage", instance)
                    .addKeyValue("reason", line)
                    .log("hdfs-unavailable");
        }
    }

    void answered() {
        if (!reason.get().isEmpty() && !reason.getAndSet(NONE).isEmpty()) {
            LOG.atInfo().addKeyValue("storage", instance).log("hdfs-available-again");
        }
    }

    Health health() {
        String now = reason.get();
        return now.isEmpty() ? Health.up() : Health.down("HDFS: " + now);
    }
}
