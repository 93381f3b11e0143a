/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Plugins on their way out: their instances are drained and closed beside everything else. Thread-safe. */
final class Retirement {

    private final Duration deadline;
    private final Map<LoadedPlugin, List<DriverInstance<?>>> draining = new ConcurrentHashMap<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    /** Those that drain single instances of a plugin, which stays. */
    private final Map<LoadedPlugin, Set<Thread>> single = new ConcurrentHashMap<>();

    Retirement(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * @param gone called when no code of the plugin runs any more
     */
    void retire(LoadedPlugin plugin, List<DriverInstance<?>> instances, Consumer<LoadedPlugin> gone) {
        Thread thread = Thread.ofVirtual().name("plugins-drain").unstarted(() -> {
            drain(instances, deadline);
            join(single.getOrDefault(plugin, Set.of()));
            single.remove(plugin);
            draining.remove(plugin);
            gone.accept(plugin);
            threads.remove(Thread.currentThread());
        });
        draining.put(plugin, List.copyOf(instances));
        threads.add(thread);
        thread.start();
    }

    private static void drain(List<DriverInstance<?>> instances, Duration deadline) {
        List<Thread> drains = new ArrayList<>();
        for (DriverInstance<?> instance : instances) {
            drains.add(Thread.ofVirtual().start(() -> instance.drain(deadline)));
        }
        join(drains);
    }

    private static void join(Collection<Thread> drains) {
        try {
            for (Thread drain : drains) {
                drain.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Drains an instance that another one of the same plugin replaced. */
    void replace(LoadedPlugin plugin, DriverInstance<?> instance) {
        Set<Thread> own = single.computeIfAbsent(plugin, none -> ConcurrentHashMap.newKeySet());
        Thread thread = Thread.ofVirtual().name("plugins-drain").unstarted(() -> {
            int unused = instance.drain(deadline);
            own.remove(Thread.currentThread());
            threads.remove(Thread.currentThread());
        });
        own.add(thread);
        threads.add(thread);
        thread.start();
    }

    List<LoadedPlugin> plugins() {
        return List.copyOf(draining.keySet());
    }

    List<PluginStatus> statuses() {
        List<PluginStatus> statuses = new ArrayList<>();
        draining.forEach((plugin, instances) -> statuses.add(plugin.status(PluginStatus.State.DRAINING, instances)));
        return statuses;
    }

    /** Waits until all are gone, or the time is over. */
    void await(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        try {
            for (Thread thread : List.copyOf(threads)) {
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (!left.isPositive() || !thread.join(left)) {
                    return;
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
