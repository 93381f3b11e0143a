/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.config.Options;
import org.weft.kernel.config.Problem;
import org.weft.kernel.config.Reference;
import org.weft.spi.Driver;
import org.weft.spi.WeftException.Unavailable;

/**
 * Keeps the configuration's entries served by the drivers of the plugins in the folders, whatever happens to the
 * plugins: one dropped in is loaded, one replaced is swapped, one removed is drained and unloaded, and one that is broken
 * is named and left alone. Thread-safe.
 *
 * <p>All operations on plugins run one at a time, each on a virtual thread of its own: what a plugin's libraries leave in
 * thread locals goes with the thread.
 */
public final class PluginHost implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PluginHost.class);
    /** How long the end of the server waits for calls that do not end. */
    private static final Duration STOP = Duration.ofSeconds(30);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final HostSettings settings;
    private final Lending lending;
    private final SharedLoader shared = new SharedLoader(PluginHost.class.getClassLoader());
    private final Mutexes mutexes;
    private final Catalog catalog;
    private final Unpacking copies;
    private final PluginFolders folders;
    private final Retirement retirement;

    private final ReentrantLock turn = new ReentrantLock(true);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("plugins-timer").factory());

    private final List<Slot<?>> slots = new CopyOnWriteArrayList<>();
    private final Map<String, Plugin> plugins = new ConcurrentHashMap<>();
    private volatile List<PluginStatus> refused = List.of();
    private volatile boolean started;

    public PluginHost(HostSettings settings, Lending lending) {
        this.settings = settings;
        this.lending = lending;
        this.mutexes = new Mutexes(lending.siteLock());
        this.catalog = new Catalog(new Preflight(settings.spiVersion(), settings.trusted(), settings.work()));
        this.copies = new Unpacking(settings.work());
        this.folders = new PluginFolders(settings.shipped(), settings.site());
        this.retirement = new Retirement(settings.drain());
    }

    /**
     * Announces a configuration entry. Before {@link #start}.
     *
     * @return the way to its driver, which serves as soon as a plugin brings it
     */
    public <D extends Driver> DriverHandle<D> entry(Kind<D> kind, String instance, String driver, Options options) {
        Slot<D> slot = new Slot<>(kind, instance, driver, options);
        slots.add(slot);
        return slot;
    }

    /** Loads the plugins that are there. Starts no driver. */
    public void load() {
        operate(() -> reconcile(folders.all()));
    }

    /** Mistakes in the options of entries whose drivers are there. After {@link #load}. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        operate(() -> {
            for (Slot<?> slot : slots) {
                provider(slot).ifPresent(plugin -> problems.addAll(slot.problems(plugin)));
            }
        });
        return problems;
    }

    /** Starts the drivers of all entries, and from now on follows what happens in the folders. */
    public void start() {
        operate(() -> {
            started = true;
            for (Slot<?> slot : slots) {
                provider(slot).ifPresent(plugin -> startEntry(slot, plugin, 0));
            }
        });
        long pause = settings.look().toMillis();
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                () -> operate(() -> folders.changed().ifPresent(this::reconcile)), pause, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * Lends a driver that is made but not started, for work on what it would serve. After {@link #load}.
     *
     * @throws Unavailable when no plugin brings the driver, or it can't be made
     */
    public <D extends Driver, T> T unstarted(
            Kind<D> kind, String instance, String driver, Options options, Function<D, T> work) {
        Slot<D> slot = new Slot<>(kind, instance, driver, options);
        Plugin plugin =
                provider(slot).orElseThrow(() -> new Unavailable(slot.status().reason()));
        try {
            Instance<D> made = slot.make(plugin, lending, mutexes);
            try {
                return made.use(work);
            } finally {
                made.drain(Duration.ZERO);
            }
        } catch (Refused refused) {
            throw new Unavailable(refused.reason(), refused);
        }
    }

    /** All plugins, those that are being drained, and the archives that are not used. */
    public List<PluginStatus> plugins() {
        Stream<PluginStatus> loaded = plugins.values().stream()
                .map(plugin -> plugin.status(slots.stream().anyMatch(slot -> slot.isServing() && slot.isOf(plugin))));
        Stream<PluginStatus> draining = retirement.plugins().stream().map(plugin -> plugin.status(false));
        return Stream.of(loaded, draining, refused.stream())
                .flatMap(statuses -> statuses)
                .sorted(Comparator.comparing(PluginStatus::file).thenComparing(PluginStatus::version))
                .toList();
    }

    /** All entries of the configuration. */
    public List<EntryStatus> entries() {
        return slots.stream().<EntryStatus>map(Slot::status).toList();
    }

    /** The options of all drivers that are there, in markdown. After {@link #load}. */
    public String reference() {
        StringBuilder text = new StringBuilder();
        operate(() -> plugins.values().stream()
                .flatMap(plugin -> plugin.factories().found().stream())
                .sorted(Comparator.comparing(Factories.Brought::words))
                .forEach(brought -> text.append(Reference.driver(
                        brought.kind().word(),
                        brought.driver(),
                        brought.factory().configType()))));
        return text.toString();
    }

    /** Drains and closes everything; waits half a minute at most. */
    @Override
    public void close() {
        timer.shutdownNow();
        operate(() -> {
            started = false;
            for (Plugin plugin : List.copyOf(plugins.values())) {
                retire(plugin);
            }
        });
        retirement.await(STOP);
    }

    // ---- what follows runs within a turn

    private void operate(Runnable operation) {
        Thread thread = Thread.ofVirtual().name("plugins").start(() -> {
            turn.lock();
            try {
                operation.run();
            } catch (RuntimeException | LinkageError failure) {
                log.atError().setCause(failure).log("plugin_operation_failed");
            } finally {
                turn.unlock();
            }
        });
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Plugin> provider(Slot<?> slot) {
        return plugins.values().stream().filter(slot::isWantedFrom).findFirst();
    }

    private void reconcile(Map<Path, PluginFolders.Stamp> files) {
        Set<Path> loaded = new HashSet<>();
        plugins.values().forEach(plugin -> loaded.add(plugin.archive().source()));
        Catalog.View view = catalog.view(files, loaded);
        List<PluginStatus> unused = new ArrayList<>(view.refused());
        for (Plugin plugin : List.copyOf(plugins.values())) {
            boolean wanted = view.wanted().containsKey(plugin.archive().id());
            // A file that was overwritten by something broken does not take the plugin away that still serves.
            if (!wanted && !files.containsKey(plugin.archive().source())) {
                retire(plugin);
            }
        }
        for (Archive archive : view.wanted().values()) {
            Plugin present = plugins.get(archive.id());
            if (present != null && present.archive().hash().equals(archive.hash())) {
                continue;
            }
            if (catalog.rejection(archive).isEmpty()) {
                bring(archive, Optional.ofNullable(present));
            }
            if (!catalog.rejection(archive).isEmpty()) {
                unused.add(Catalog.failed(archive, catalog.rejection(archive)));
            }
        }
        refused = List.copyOf(unused);
        sweepCopies();
    }

    private void bring(Archive archive, Optional<Plugin> present) {
        try {
            Plugin plugin = load(archive, present);
            if (present.isPresent()) {
                swap(present.get(), plugin);
            } else {
                plugins.put(archive.id(), plugin);
                logPlugin("plugin_loaded", plugin);
            }
            if (started) {
                slots.stream()
                        .filter(slot -> !slot.isServing() && slot.isWantedFrom(plugin))
                        .forEach(slot -> startEntry(slot, plugin, 0));
            }
        } catch (Refused failure) {
            catalog.reject(archive, failure.reason());
        }
    }

    private Plugin load(Archive archive, Optional<Plugin> replaces) throws Refused {
        PluginClasses classes = PluginClasses.load(archive, settings.spiVersion(), shared);
        boolean usable = false;
        LoaderSwap swap = new LoaderSwap(classes.loader());
        try {
            Factories factories = Factories.of(classes.loader());
            if (factories.found().isEmpty()) {
                throw new Refused("none of its drivers can be used: " + String.join("; ", factories.complaints()));
            }
            for (Factories.Brought brought : factories.found()) {
                requireNew(brought, replaces);
            }
            for (String complaint : factories.complaints()) {
                log.atWarn()
                        .addKeyValue("file", archive.file())
                        .addKeyValue("reason", complaint)
                        .log("plugin_driver_unusable");
            }
            usable = true;
            return new Plugin(archive, classes, factories);
        } finally {
            swap.close();
            if (!usable) {
                classes.unload();
            }
        }
    }

    private void requireNew(Factories.Brought brought, Optional<Plugin> replaces) throws Refused {
        for (Plugin other : plugins.values()) {
            boolean same =
                    other.factories().of(brought.kind(), brought.driver()).isPresent();
            if (same && replaces.filter(other::equals).isEmpty()) {
                throw new Refused("it brings the " + brought.kind().word() + " driver '" + brought.driver()
                        + "', which " + other.label() + " brings already");
            }
        }
    }

    /** Turns every entry from the old plugin to the new one, or none. */
    private void swap(Plugin old, Plugin fresh) throws Refused {
        List<Prepared<?>> prepared = new ArrayList<>();
        try {
            for (Slot<?> slot : slots) {
                if (slot.isServing() && slot.isOf(old) && slot.isWantedFrom(fresh)) {
                    prepared.add(Prepared.of(slot, fresh, lending, mutexes));
                }
            }
        } catch (Refused | IOException failure) {
            prepared.forEach(Prepared::discard);
            fresh.unload();
            throw new Refused(
                    "version " + old.archive().version() + " goes on serving, because the new one does not start: "
                            + failure.getMessage(),
                    failure);
        }
        List<Instance<?>> before = new ArrayList<>();
        prepared.forEach(each -> each.turn(fresh).ifPresent(before::add));
        before.addAll(leave(old));
        plugins.put(fresh.archive().id(), fresh);
        logPlugin("plugin_swapped", fresh);
        retirement.retire(old, before, this::gone);
    }

    private void retire(Plugin plugin) {
        plugins.remove(plugin.archive().id(), plugin);
        retirement.retire(plugin, leave(plugin), this::gone);
    }

    private List<Instance<?>> leave(Plugin plugin) {
        List<Instance<?>> before = new ArrayList<>();
        for (Slot<?> slot : slots) {
            if (slot.isOf(plugin)) {
                Instance<?> serving = slot.leave();
                if (serving != null) {
                    before.add(serving);
                }
            }
        }
        return before;
    }

    /** Called when the instances of a plugin are closed; not within a turn. */
    private void gone(Plugin plugin) {
        operate(() -> {
            plugin.unload();
            logPlugin("plugin_unloaded", plugin);
            sweepCopies();
        });
    }

    private void sweepCopies() {
        Set<Path> needed = catalog.copies();
        plugins.values().forEach(plugin -> needed.add(plugin.archive().unpacked()));
        retirement.plugins().forEach(plugin -> needed.add(plugin.archive().unpacked()));
        copies.retainOnly(needed);
    }

    private <D extends Driver> void startEntry(Slot<D> slot, Plugin plugin, int failures) {
        try {
            slot.turnTo(plugin, slot.prepare(plugin, lending, mutexes));
            log.atInfo()
                    .addKeyValue("entry", slot.kind().word() + ":" + slot.instance())
                    .addKeyValue("plugin", plugin.label())
                    .log("driver_started");
        } catch (IOException later) {
            Duration pause = pause(failures);
            slot.waits(plugin, later.getMessage() + " (tried again in " + pause.toSeconds() + " s)");
            warn(slot, slot.status().reason());
            ScheduledFuture<?> unused = timer.schedule(
                    () -> operate(() -> retry(slot, plugin, failures + 1)), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (Refused refusal) {
            slot.fails(plugin, refusal.reason());
            warn(slot, refusal.reason());
        }
    }

    private <D extends Driver> void retry(Slot<D> slot, Plugin plugin, int failures) {
        if (started && !slot.isServing() && slot.isOf(plugin) && plugins.containsValue(plugin)) {
            startEntry(slot, plugin, failures);
        }
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 6));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static void warn(Slot<?> slot, String reason) {
        log.atWarn()
                .addKeyValue("entry", slot.kind().word() + ":" + slot.instance())
                .addKeyValue("reason", reason)
                .log("driver_not_started");
    }

    private static void logPlugin(String event, Plugin plugin) {
        log.atInfo()
                .addKeyValue("plugin", plugin.label())
                .addKeyValue("file", plugin.archive().file())
                .log(event);
    }
}
