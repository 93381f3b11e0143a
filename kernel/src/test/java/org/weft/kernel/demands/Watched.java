/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.demands;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.weft.spi.storage.StorageDriver;

/** Stands before a driver, tells which of its methods are called, and lets a test act at such a call. */
final class Watched {

    private static final List<String> ASKS_NO_BACKEND = List.of(
            "traits",
            "spaces",
            "locks",
            "properties",
            "copy",
            "versions",
            "trash",
            "grants",
            "symlinks",
            "times",
            "health");

    private final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    private final ConcurrentHashMap<String, Runnable> actions = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();

    StorageDriver around(StorageDriver driver) {
        return (StorageDriver) Proxy.newProxyInstance(
                StorageDriver.class.getClassLoader(),
                new Class<?>[] {StorageDriver.class},
                (proxy, method, arguments) -> {
                    seen(method.getName());
                    running.incrementAndGet();
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    } finally {
                        running.decrementAndGet();
                    }
                });
    }

    private void seen(String name) {
        calls.add(name);
        Runnable action = actions.get(name);
        if (action != null) {
            action.run();
        }
    }

    /** Does something in the thread of each call of a method, before the driver's own work. */
    void at(String method, Runnable action) {
        actions.put(method, action);
    }

    /** All calls since the last time this or {@link #takeWork} was asked, in order. */
    List<String> takeAll() {
        List<String> taken = new ArrayList<>();
        for (String call = calls.poll(); call != null; call = calls.poll()) {
            taken.add(call);
        }
        return taken;
    }

    /** The same without those that only ask what the driver can do. */
    List<String> takeWork() {
        return takeAll().stream()
                .filter(call -> !ASKS_NO_BACKEND.contains(call))
                .toList();
    }

    /** How many calls have not come back yet. */
    int running() {
        return running.get();
    }
}
