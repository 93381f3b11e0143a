/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import java.util.concurrent.CountDownLatch;
import org.weft.spi.DriverContext;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StorageDriverFactory;
import org.weft.testkit.memory.CoreMemoryDriver;
import org.weft.testkit.memory.MemoryStore;

/** Starts a thread and forgets about it. */
public final class LeakingFactory implements StorageDriverFactory<LeakingFactory.Options> {

    /** None. */
    public record Options() {}

    @Override
    public String name() {
        return "leaking";
    }

    @Override
    public Class<Options> configType() {
        return Options.class;
    }

    @Override
    public StorageDriver create(Options options, DriverContext context) {
        Thread.ofPlatform().daemon().name("forgotten").start(new Forgotten());
        return new CoreMemoryDriver(new MemoryStore());
    }

    private static final class Forgotten implements Runnable {
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public void run() {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
