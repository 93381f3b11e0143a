/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.spi.Driver;
import org.weft.spi.WeftException.Unavailable;

/**
 * The entries of the configuration, and how they come to their drivers: started when a plugin is there, tried again when
 * a backend is away, turned from one version to the next. Changes happen within a turn; looks are thread-safe.
 */
final class DriverEntries {

    private static final Logger log = LoggerFactory.getLogger(DriverEntries.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Lending lending;
    private final OperationQueue turns;
    private final ScheduledExecutorService timer;
    private final Predicate<LoadedPlugin> loaded;
    private final Mutexes mutexes;
    private final List<DriverEntry<?>> slots = new CopyOnWriteArrayList<>();

    /**
     * @param loaded whether a plugin is still there when an entry is to be tried again
     */
    DriverEntries(
            Lending lending, OperationQueue turns, ScheduledExecutorService timer, Predicate<LoadedPlugin> loaded) {
        this.lending = lending;
        this.turns = turns;
        this.timer = timer;
        this.loaded = loaded;
        this.mutexes = new Mutexes(lending.siteLock());
    }

    <D extends Driver> DriverEntry<D> add(DriverKind<D> kind, String instance, String driver, DriverOptions options) {
        DriverEntry<D> entry = new DriverEntry<>(kind, instance, driver, options);
        slots.add(entry);
        return entry;
    }

    List<DriverEntry<?>> all() {
        return slots;
    }

    /**
     * Lends a driver that is made for this alone.
     *
     * @param start whether it is started as well
     * @throws Unavailable when it can't be made, or does not start
     */
    <D extends Driver, T> T lend(DriverEntry<D> entry, LoadedPlugin plugin, boolean start, Function<D, T> work) {
        try {
            DriverInstance<D> made = entry.make(plugin, lending, mutexes);
            try {
                if (start) {
                    made.start();
                }
                return made.use(work);
            } finally {
                made.drain(Duration.ZERO);
            }
        } catch (PluginRefused refused) {
            throw new Unavailable(refused.reason(), refused);
        } catch (IOException away) {
            throw new Unavailable(String.valueOf(away.getMessage()), away);
        }
    }

    /** Makes and starts an instance with other options than the entry's. */
    <D extends Driver> DriverInstance<D> prepare(DriverEntry<D> entry, LoadedPlugin plugin, DriverOptions options)
            throws IOException, PluginRefused {
        return entry.prepare(plugin, lending, mutexes, options);
    }

    /** Starts an entry that no one serves; tried again by itself where that may help. */
    <D extends Driver> void start(DriverEntry<D> entry, LoadedPlugin plugin) {
        start(entry, plugin, 0);
    }

    /** The instances that a plugin serves with. */
    List<DriverInstance<?>> of(LoadedPlugin plugin) {
        List<DriverInstance<?>> instances = new ArrayList<>();
        for (DriverEntry<?> entry : slots) {
            if (entry.isOf(plugin)) {
                entry.serving().ifPresent(instances::add);
            }
        }
        return instances;
    }

    /** Starts the entries that a plugin can serve and that no one does; all at a time, because a start may be slow. */
    void start(Map<DriverEntry<?>, LoadedPlugin> wanted) {
        List<Thread> starts = new ArrayList<>();
        wanted.forEach((entry, plugin) ->
                starts.add(Thread.ofVirtual().name("plugins-start").start(() -> start(entry, plugin, 0))));
        try {
            for (Thread start : starts) {
                start.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <D extends Driver> void start(DriverEntry<D> entry, LoadedPlugin plugin, int failures) {
        try {
            Optional<DriverInstance<D>> before = entry.turnTo(plugin, entry.prepare(plugin, lending, mutexes));
            before.ifPresent(instance -> instance.drain(Duration.ZERO));
            log.atInfo()
                    .addKeyValue("entry", entry.words())
                    .addKeyValue("plugin", plugin.label())
                    .log("driver_started");
        } catch (IOException later) {
            Duration pause = pause(failures);
            entry.waits(plugin, later.getMessage() + " (tried again in " + pause.toSeconds() + " s)");
            warn(entry, entry.reason());
            ScheduledFuture<?> unused = timer.schedule(
                    () -> turns.run(() -> retry(entry, plugin, failures + 1)), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (PluginRefused refusal) {
            entry.fails(plugin, refusal.reason());
            warn(entry, refusal.reason());
        }
    }

    private <D extends Driver> void retry(DriverEntry<D> entry, LoadedPlugin plugin, int failures) {
        if (!entry.isServing() && entry.isOf(plugin) && loaded.test(plugin)) {
            start(entry, plugin, failures);
        }
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static void warn(DriverEntry<?> entry, String reason) {
        log.atWarn()
                .addKeyValue("entry", entry.words())
                .addKeyValue("reason", reason)
                .log("driver_not_started");
    }

    /**
     * Turns every entry from the old plugin to the new one, or none.
     *
     * @return what served before, to be drained
     */
    List<DriverInstance<?>> swap(LoadedPlugin old, LoadedPlugin fresh) throws PluginRefused {
        List<PreparedInstance<?>> prepared = new ArrayList<>();
        try {
            for (DriverEntry<?> entry : slots) {
                if (entry.isServing() && entry.isOf(old) && entry.isWantedFrom(fresh)) {
                    prepared.add(PreparedInstance.of(entry, fresh, lending, mutexes));
                }
            }
        } catch (PluginRefused | IOException failure) {
            prepared.forEach(PreparedInstance::discard);
            throw new PluginRefused(
                    "version " + old.archive().version() + " goes on serving, because the new one does not start: "
                            + failure.getMessage(),
                    failure);
        }
        List<DriverInstance<?>> before = new ArrayList<>();
        prepared.forEach(each -> each.turn(fresh).ifPresent(before::add));
        before.addAll(leave(old));
        return before;
    }

    /** Takes a plugin from all entries; answers what served, to be drained. */
    List<DriverInstance<?>> leave(LoadedPlugin plugin) {
        List<DriverInstance<?>> before = new ArrayList<>();
        for (DriverEntry<?> entry : slots) {
            if (entry.isOf(plugin)) {
                entry.leave().ifPresent(before::add);
            }
        }
        return before;
    }
}
