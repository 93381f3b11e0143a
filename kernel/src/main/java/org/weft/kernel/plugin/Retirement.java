/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Plugins on their way out: their instances are drained and closed beside everything else. Thread-safe. */
final class Retirement {

    private final Duration deadline;
    private final Set<Plugin> draining = ConcurrentHashMap.newKeySet();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /** Loaders that should be gone soon; whoever watches for leaks starts here. */
    private final List<WeakReference<ClassLoader>> departed = new CopyOnWriteArrayList<>();

    Retirement(Duration deadline) {
        this.deadline = deadline;
    }

    /**
     * @param gone called when no code of the plugin runs any more
     */
    void retire(Plugin plugin, List<Instance<?>> instances, Consumer<Plugin> gone) {
        plugin.draining();
        Thread thread = Thread.ofVirtual().name("plugins-drain").unstarted(() -> {
            drain(instances);
            departed.removeIf(loader -> loader.get() == null);
            departed.add(new WeakReference<>(plugin.loader()));
            draining.remove(plugin);
            gone.accept(plugin);
            threads.remove(Thread.currentThread());
        });
        draining.add(plugin);
        threads.add(thread);
        thread.start();
    }

    private void drain(List<Instance<?>> instances) {
        List<Thread> drains = new ArrayList<>();
        for (Instance<?> instance : instances) {
            drains.add(Thread.ofVirtual().start(() -> instance.drain(deadline)));
        }
        join(drains);
    }

    Set<Plugin> plugins() {
        return Set.copyOf(draining);
    }

    /** The loaders of unloaded plugins that are still reachable, as far as the garbage collector has looked. */
    long reachable() {
        return departed.stream().filter(loader -> loader.get() != null).count();
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

    private static void join(List<Thread> waited) {
        try {
            for (Thread thread : waited) {
                thread.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
