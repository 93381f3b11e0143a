/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Items on their way into the trash: they have their name there already, but what replaces them may not be in its place, and
 * they are neither in the index nor counted. Nobody takes them out again before they are. Thread-safe.
 */
final class PendingTrashItems {

    /** Whoever failed in between forgot to tell. */
    private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);

    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    void begin(String key) {
        begun.put(key, System.nanoTime());
    }

    void end(String key) {
        begun.remove(key);
    }

    boolean has(String key) {
        Long since = begun.get(key);
        if (since == null || System.nanoTime() - since < LONGEST) {
            return since != null;
        }
        begun.remove(key, since);
        return false;
    }

    /** Waits until an item has arrived. */
    void await(String key) throws InterruptedIOException {
        try {
            while (has(key)) {
                Thread.sleep(1);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while something was being put into the trash");
        }
    }
}
