/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.weft.kernel.testing.DriverMethods;
import org.weft.spi.storage.StorageDriver;

/** Stands before a driver, tells which of its methods are called, and lets a test act at such a call. */
final class WatchedDriver {

    private static final Set<String> COSTLY = Arrays.stream(StorageDriver.class.getMethods())
            .filter(DriverMethods::reachBackend)
            .map(Method::getName)
            .collect(Collectors.toUnmodifiableSet());

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
        return takeAll().stream().filter(COSTLY::contains).toList();
    }

    /** How many calls have not come back yet. */
    int running() {
        return running.get();
    }
}
