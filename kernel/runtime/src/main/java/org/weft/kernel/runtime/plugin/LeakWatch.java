/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows unloaded plugins until the garbage collector has taken their classes, and says so when they stay. A plugin
 * counts as leaked when it outlives some collections and something is found that holds it, or when it even outlives the
 * soft references that were there when it went: what only caches hold is no leak. Thread-safe.
 */
final class LeakWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LeakWatch.class);

    /** Collections that a plugin must outlive. */
    private static final int COLLECTIONS = 3;

    /** Looks that may ask for a collection; what is still there then will hardly go. */
    private static final int PATIENCE = 20;

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Duration pause;
    private final Function<Object, Reference<Object>> soft;
    private final Queue<Departed> departed = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("plugins-watch").factory());

    /** A plugin that is gone, or should be. The fields change on the thread of the watch only. */
    private static final class Departed {
        private final PluginArchive archive;
        private final List<WeakReference<ClassLoader>> loaders;
        private final Reference<Object> probe;
        private volatile int looks;
        private int withoutSoft;
        private volatile @Nullable String held;

        Departed(PluginArchive archive, Collection<ClassLoader> loaders, Reference<Object> probe) {
            this.archive = archive;
            this.loaders = loaders.stream()
                    .<WeakReference<ClassLoader>>map(loader -> new WeakReference<>(loader))
                    .toList();
            this.probe = probe;
        }

        boolean isThere() {
            return loaders.stream().anyMatch(loader -> loader.get() != null);
        }

        Set<ClassLoader> there() {
            Set<ClassLoader> there = Collections.newSetFromMap(new IdentityHashMap<>());
            for (WeakReference<ClassLoader> reference : loaders) {
                ClassLoader loader = reference.get();
                if (loader != null) {
                    there.add(loader);
                }
            }
            return there;
        }
    }

    LeakWatch(Duration pause) {
        this(pause, SoftReference::new);
    }

    /**
     * @param pause how long after the unloading the first look is; later ones are twice as far apart each
     * @param soft makes what shows whether soft references are cleared
     */
    LeakWatch(Duration pause, Function<Object, Reference<Object>> soft) {
        this.pause = pause;
        this.soft = soft;
    }

    /**
     * Begins to watch a plugin that was unloaded.
     *
     * @param loaders what was closed
     */
    void unloaded(PluginArchive archive, Collection<ClassLoader> loaders) {
        Departed gone = new Departed(archive, loaders, soft.apply(new Object()));
        departed.add(gone);
        schedule(gone);
    }

    private void schedule(Departed gone) {
        long millis = Math.min(pause.toMillis() << Math.min(gone.looks, 20), LONGEST_PAUSE.toMillis());
        if (!watch.isShutdown()) {
            ScheduledFuture<?> unused = watch.schedule(() -> look(gone), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look(Departed gone) {
        if (gone.isThere() && gone.looks < PATIENCE) {
            System.gc(); // asked for only where something that should be gone is not
        }
        if (!gone.isThere()) {
            departed.remove(gone);
            log.atDebug().addKeyValue("plugin", gone.archive.label()).log("plugin_collected");
            return;
        }
        gone.looks++;
        if (gone.probe.get() == null) {
            gone.withoutSoft++;
        }
        if (gone.looks >= COLLECTIONS) {
            judge(gone);
        }
        schedule(gone);
    }

    private void judge(Departed gone) {
        List<String> holders = LeakSuspects.of(gone.there());
        if (holders.isEmpty() && gone.withoutSoft < COLLECTIONS) {
            return;
        }
        boolean known = gone.held != null;
        gone.held = holders.isEmpty() ? "something that could not be found out" : String.join(", ", holders);
        if (!known) {
            log.atWarn()
                    .addKeyValue("plugin", gone.archive.label())
                    .addKeyValue("held_by", gone.held)
                    .log("plugin_leaked");
        }
    }

    /** The plugins that were unloaded and stay in memory. */
    List<PluginStatus> leaked() {
        return departed.stream()
                .filter(gone -> gone.held != null && gone.isThere())
                .map(gone -> PluginStatus.of(
                        gone.archive,
                        PluginStatus.State.LEAKED,
                        List.of(),
                        0,
                        0,
                        "it was unloaded, but its classes are held by " + gone.held))
                .toList();
    }

    /** How many unloaded plugins the collector has not taken so far, leaked or not. */
    long reachable() {
        return departed.stream().filter(Departed::isThere).count();
    }

    /** How often the most looked-at plugin of those that are still there was looked at. */
    int looks() {
        return departed.stream().mapToInt(gone -> gone.looks).max().orElse(0);
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
