/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds out what keeps the classes of an unloaded plugin in memory, as far as a program can see that of itself. */
final class LeakSuspects {

    private static final int MOST = 5;

    private LeakSuspects() {}

    /** In words, such as {@code thread 'cleaner'}; empty when nothing was found. */
    static List<String> of(Set<ClassLoader> loaders) {
        Set<String> found = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (isOf(thread, loaders)) {
                found.add("thread '" + thread.getName() + "'");
            } else if (JdkInternals.hasLocal(thread, loaders)) {
                found.add("a ThreadLocal of thread '" + thread.getName() + "'");
            }
        }
        JdkInternals.hooks().stream()
                .filter(hook -> isOf(hook, loaders))
                .forEach(hook -> found.add("the shutdown hook '" + hook.getName() + "'"));
        JdkInternals.sqlDrivers().stream()
                .filter(driver -> loaders.contains(driver.getClass().getClassLoader()))
                .forEach(driver ->
                        found.add("java.sql.DriverManager (" + driver.getClass().getName() + ")"));
        List<String> holders = new ArrayList<>(found);
        return holders.size() <= MOST
                ? holders
                : List.of(String.join(", ", holders.subList(0, MOST)) + " and " + (holders.size() - MOST) + " more");
    }

    private static boolean isOf(Thread thread, Set<ClassLoader> loaders) {
        return loaders.contains(thread.getContextClassLoader())
                || loaders.contains(thread.getClass().getClassLoader());
    }
}
