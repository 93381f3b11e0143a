/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** What the collector of this JVM tells of the heap. */
interface Heap {

    /** How many collections there were, of any kind. */
    long collections();

    /** How long they took in all, in milliseconds. */
    long collecting();

    /** Bytes that were in use after each pool was collected last. */
    long held();

    /** Bytes that can be had. */
    long size();

    /** The heap of this JVM, whichever collector it has. */
    static Heap ofThisJvm() {
        // arrays, since to walk along a list takes memory
        GarbageCollectorMXBean[] collectors =
                ManagementFactory.getGarbageCollectorMXBeans().toArray(GarbageCollectorMXBean[]::new);
        MemoryPoolMXBean[] pools = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toArray(MemoryPoolMXBean[]::new);
        return new Heap() {
            @Override
            public long collections() {
                long count = 0;
                for (GarbageCollectorMXBean collector : collectors) {
                    count += collector.getCollectionCount();
                }
                return count;
            }

            @Override
            public long collecting() {
                long millis = 0;
                for (GarbageCollectorMXBean collector : collectors) {
                    millis += collector.getCollectionTime();
                }
                return millis;
            }

            @Override
            public long held() {
                long bytes = 0;
                for (MemoryPoolMXBean pool : pools) {
                    MemoryUsage after = pool.getCollectionUsage();
                    bytes += after == null ? 0 : after.getUsed();
                }
                return bytes;
            }

            @Override
            public long size() {
                return Runtime.getRuntime().maxMemory();
            }
        };
    }
}
