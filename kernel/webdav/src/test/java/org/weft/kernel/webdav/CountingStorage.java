/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.webdav;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.weft.kernel.testing.DriverMethods;
import org.weft.spi.storage.StorageDriver;

/** Counts the calls that reach a driver's backend. */
final class CountingStorage {

    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    StorageDriver around(StorageDriver driver) {
        return (StorageDriver) Proxy.newProxyInstance(
                StorageDriver.class.getClassLoader(),
                new Class<?>[] {StorageDriver.class},
                (proxy, method, arguments) -> {
                    if (DriverMethods.reachBackend(method)) {
                        calls.merge(method.getName(), 1, Integer::sum);
                    }
                    try {
                        return method.invoke(driver, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    /** The calls since the last time this was asked. */
    Map<String, Integer> take() {
        Map<String, Integer> taken = Map.copyOf(calls);
        calls.clear();
        return taken;
    }
}
