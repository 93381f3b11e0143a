/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.sharing.peer;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that waits for other sites: one thread for each site at most, so that one that hangs keeps no other waiting. Thread-safe. */
public final class PerHostExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PerHostExecutor.class);

    private final Executor executor;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    public PerHostExecutor(Executor executor) {
        this.executor = executor;
    }

    /** Has work done, unless work for the host is under way already or the server ends; then it is left for later. */
    public void take(String host, Runnable work) {
        if (!busy.add(host)) {
            return;
        }
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } finally {
                    busy.remove(host);
                }
            });
        } catch (RejectedExecutionException ending) {
            busy.remove(host);
            LOG.atDebug().addKeyValue("host", host).log("ocm-work-left-for-later");
        }
    }
}
