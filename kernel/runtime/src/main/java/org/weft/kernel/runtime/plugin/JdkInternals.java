/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.lang.ref.WeakReference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks where the JDK shows nobody: what it holds is the usual reason why a plugin's classes stay. The launcher opens
 * these packages; where they are shut, nothing is found, and that is all.
 */
final class JdkInternals {

    private JdkInternals() {}

    /** Whether a variable of a thread holds something of some loader's. */
    static boolean hasLocal(Thread thread, Set<ClassLoader> loaders) {
        Object map = field(Thread.class, "threadLocals", thread);
        Object table = map == null ? null : field(map.getClass(), "table", map);
        if (table == null) {
            return false;
        }
        for (int i = 0; i < Array.getLength(table); i++) {
            Object entry = Array.get(table, i);
            if (entry instanceof WeakReference<?> variable
                    && (isOf(variable.get(), loaders) || isOf(field(entry.getClass(), "value", entry), loaders))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOf(@Nullable Object object, Set<ClassLoader> loaders) {
        return object != null
                && (object instanceof ClassLoader loader && loaders.contains(loader)
                        || object instanceof Class<?> type && loaders.contains(type.getClassLoader())
                        || loaders.contains(object.getClass().getClassLoader()));
    }

    /** The threads that are to run at the end of the process. */
    static List<Thread> hooks() {
        List<Thread> hooks = new ArrayList<>();
        try {
            Object map = field(Class.forName("java.lang.ApplicationShutdownHooks"), "hooks", null);
            if (map instanceof Map<?, ?> threads) {
                threads.keySet().forEach(hook -> hooks.add((Thread) hook));
            }
        } catch (ClassNotFoundException | ConcurrentModificationException otherJdk) {
            // Another JDK does it in another way; or somebody adds one just now, and the next look finds it.
        }
        return hooks;
    }

    /** What is registered with {@link DriverManager}, whoever asks. */
    static List<Object> sqlDrivers() {
        List<Object> drivers = new ArrayList<>();
        if (field(DriverManager.class, "registeredDrivers", null) instanceof Collection<?> registered) {
            for (Object each : registered) {
                Object driver = field(each.getClass(), "driver", each);
                if (driver != null) {
                    drivers.add(driver);
                }
            }
        }
        return drivers;
    }

    private static @Nullable Object field(Class<?> type, String name, @Nullable Object of) {
        try {
            Field field = type.getDeclaredField(name);
            return field.trySetAccessible() ? field.get(of) : null;
        } catch (ReflectiveOperationException otherJdk) {
            return null;
        }
    }
}
