/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Scratch memory that is not in use. Thread-safe. */
final class CallBufferPool {

    private static final int KEPT = 64;

    private final ConcurrentLinkedQueue<CallBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    CallBuffer take() {
        CallBuffer scratch = idle.poll();
        if (scratch == null) {
            return CallBuffer.of(this);
        }
        count.decrementAndGet();
        return scratch;
    }

    void release(CallBuffer scratch) {
        if (count.incrementAndGet() <= KEPT) {
            idle.add(scratch);
        } else {
            count.decrementAndGet();
        }
    }
}
