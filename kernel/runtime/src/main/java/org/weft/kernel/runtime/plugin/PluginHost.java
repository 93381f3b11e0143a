/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.probe.ProbeSize;
import org.weft.spi.Driver;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.NotFound;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Probe;
import org.weft.spi.storage.StorageDriver;

/**
 * Keeps the configuration's entries served by the drivers of the plugins in the folders, whatever happens to the
 * plugins: one dropped in is loaded, one replaced is swapped, one removed is drained and unloaded, and one that is broken
 * is named and left alone. Thread-safe.
 *
 * <p>All operations on plugins run one at a time, and each step of a plugin's own code has a deadline: see {@link TimeLimitedCall}.
 */
public final class PluginHost implements AutoCloseable {

    /** How long the end of the server waits for calls that do not end. */
    private static final Duration STOP = Duration.ofSeconds(30);

    private static final Duration WATCH = Duration.ofSeconds(1);

    private final HostSettings settings;
    private final Libraries libraries;
    private final ArchiveLoader loading;
    private final PluginCatalog catalog;
    private final ArchiveUnpacker copies;
    private final PluginFolders folders;
    private final Retirement retirement;
    private final PluginMeters meters;

    private final OperationQueue turns = new OperationQueue();
    private final LeakWatch leaks = new LeakWatch(WATCH);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("plugins-timer").factory());
    private final DriverEntries entries;
    private final Map<String, LoadedPlugin> plugins = new ConcurrentHashMap<>();
    private volatile List<PluginStatus> refused = List.of();
    private volatile boolean started;

    public PluginHost(HostSettings settings, Lending lending) {
        // A jar that a library opens by URL would otherwise stay open in a cache of the JDK's after the plugin went.
        URLConnection.setDefaultUseCaches("jar", false);
        this.settings = settings;
        this.libraries = new Libraries(
                new SharedLoader(PluginHost.class.getClassLoader()),
                settings.limits().retained());
        this.loading =
                new ArchiveLoader(settings.spiVersion(), settings.limits().step(), libraries, leaks);
        this.catalog = new PluginCatalog(new Preflight(settings.spiVersion(), settings.trust(), settings.work()));
        this.copies = new ArchiveUnpacker(settings.work());
        this.folders = new PluginFolders(settings.shipped(), settings.site(), new FolderReader.Disk());
        this.retirement = new Retirement(settings.limits().drain());
        this.entries = new DriverEntries(lending, turns, timer, plugin -> started && plugins.containsValue(plugin));
        this.meters = new PluginMeters(lending.registry());
    }

    /**
     * Announces a configuration entry. Before {@link #start}.
     *
     * @return the way to its driver, which serves as soon as a plugin brings it
     */
    public <D extends Driver> DriverHandle<D> entry(
            DriverKind<D> kind, String instance, String driver, DriverOptions options) {
        return entries.add(kind, instance, driver, options);
    }

    /** Loads the plugins that are there. Starts no driver. */
    public void load() {
        turns.run(() -> reconcile(folders.all(), Optional.empty()));
    }

    /** Mistakes in the options of entries whose drivers are there. After {@link #load}. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        turns.run(() -> {
            for (DriverEntry<?> entry : entries.all()) {
                provider(entry).ifPresent(plugin -> problems.addAll(entry.problems(plugin)));
            }
        });
        return problems;
    }

    /** Starts the drivers of all entries, and from now on follows what happens in the folders. */
    public void start() {
        turns.run(() -> {
            started = true;
            startWaiting();
        });
        long pause = settings.limits().look().toMillis();
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                () -> turns.run(() -> folders.changed().ifPresent(files -> reconcile(files, Optional.empty()))),
                pause,
                pause,
                TimeUnit.MILLISECONDS);
    }

    /**
     * Looks at the folders at once, tries again what was refused, and makes a plugin anew although its file has not
     * changed.
     *
     * @return how the plugin is now
     * @throws NotFound when no archive with this id is there
     */
    public List<PluginStatus> reload(String id) {
        turns.run(() -> {
            catalog.forget(id);
            reconcile(folders.all(), Optional.of(id));
        });
        List<PluginStatus> statuses =
                plugins().stream().filter(plugin -> plugin.id().equals(id)).toList();
        if (statuses.isEmpty()) {
            throw new NotFound("no archive in the plugin folders has the Plugin-Id '" + id + "'");
        }
        return statuses;
    }

    /**
     * Gives an entry other options: its driver is made anew beside the one that serves, which goes on when that fails.
     *
     * @param dry whether it is only said what would become of it
     * @return empty when there is no such entry of this driver
     */
    public Optional<EntryChange> remake(
            DriverKind<?> kind, String name, String driver, DriverOptions options, boolean dry) {
        List<EntryChange> changes = new ArrayList<>();
        turns.run(() -> entries.all().stream()
                .filter(entry -> entry.words().equals(kind.word() + ":" + name)
                        && entry.driver().equals(driver))
                .forEach(entry -> changes.add(
                        new DriverReplacement(entries, retirement).remake(entry, provider(entry), options, dry))));
        return changes.stream().findFirst();
    }

    /**
     * Lends a driver that is made but not started, for work on what it would serve. After {@link #load}.
     *
     * @throws Unavailable when no plugin brings the driver, or it can't be made
     */
    public <D extends Driver, T> T unstarted(
            DriverKind<D> kind, String instance, String driver, DriverOptions options, Function<D, T> work) {
        return lend(new DriverEntry<>(kind, instance, driver, options), false, work);
    }

    /**
     * Lends a driver that was started for this alone. After {@link #load}.
     *
     * @throws Unavailable when no plugin brings the driver, or it does not start
     */
    public <D extends Driver, T> T started(
            DriverKind<D> kind, String instance, String driver, DriverOptions options, Function<D, T> work) {
        return lend(new DriverEntry<>(kind, instance, driver, options), true, work);
    }

    <D extends Driver, T> T lend(DriverEntry<D> entry, boolean start, Function<D, T> work) {
        return entries.lend(entry, provider(entry).orElseThrow(() -> new Unavailable(entry.reason())), start, work);
    }

    /** All plugins, those that are being drained or have left something behind, and the archives that are not used. */
    public List<PluginStatus> plugins() {
        Stream<PluginStatus> loaded = plugins.values().stream().map(this::status);
        return Stream.of(
                        loaded,
                        retirement.statuses().stream(),
                        leaks.leaked().stream(),
                        libraries.leftBehind().stream().map(Libraries.LeftBehind::status),
                        refused.stream(),
                        folders.troubles().stream())
                .flatMap(statuses -> statuses)
                .sorted(Comparator.comparing(PluginStatus::file)
                        .thenComparing(PluginStatus::id)
                        .thenComparing(PluginStatus::version))
                .toList();
    }

    private PluginStatus status(LoadedPlugin plugin) {
        List<DriverInstance<?>> instances = entries.of(plugin);
        return plugin.status(instances.isEmpty() ? PluginStatus.State.STARTED : PluginStatus.State.SERVING, instances);
    }

    /** All entries of the configuration. */
    public List<EntryStatus> entries() {
        return entries.all().stream().<EntryStatus>map(DriverEntry::status).toList();
    }

    /**
     * Begins to check a storage, or to put it right.
     *
     * @throws NotFound when no entry has the name
     */
    public UpkeepRun upkeep(String storage, UpkeepRun.Work work) {
        return UpkeepRun.start(storage(storage), work);
    }

    /**
     * Begins to try what a storage can do: with the driver that serves or, where none does, with one made for it.
     *
     * @throws NotFound when no entry has the name
     */
    public UpkeepRun probe(String storage, ProbeSize size) {
        DriverEntry<StorageDriver> entry = storage(storage);
        return UpkeepRun.probe(entry, new EntryProbe(this, entry, size)::run);
    }

    /** The same for a storage that need be no entry, and waits for the end. After {@link #load}. */
    public void probe(String storage, String driver, DriverOptions options, ProbeSize size, Sink<Probe.Trial> sink)
            throws IOException {
        new EntryProbe(this, new DriverEntry<>(DriverKind.STORAGE, storage, driver, options), size).run(sink);
    }

    private DriverEntry<StorageDriver> storage(String name) {
        for (DriverEntry<?> entry : entries.all()) {
            if (entry.words().equals(DriverKind.STORAGE.word() + ":" + name)) {
                return entry.as(DriverKind.STORAGE);
            }
        }
        throw new NotFound("no [[storage]] has the name '" + name + "'");
    }

    /** Brings the metrics of plugins and entries up to date. */
    public void measure() {
        meters.show(plugins(), entries(), leaks.reachable());
    }

    /** The options of all drivers that are there, in markdown. After {@link #load}. */
    public String reference() {
        return DriverReference.options(plugins.values());
    }

    /** A table of all drivers that are there, in markdown. After {@link #load}. */
    public String catalogue() {
        return DriverReference.catalogue(plugins.values());
    }

    /** Drains and closes everything; waits half a minute at most. */
    @Override
    public void close() {
        timer.shutdownNow();
        turns.run(() -> {
            started = false;
            for (LoadedPlugin plugin : List.copyOf(plugins.values())) {
                retire(plugin);
            }
        });
        retirement.await(STOP);
        leaks.close();
    }

    // ---- what follows runs within a turn

    private Optional<LoadedPlugin> provider(DriverEntry<?> entry) {
        return plugins.values().stream().filter(entry::isWantedFrom).findFirst();
    }

    private void startWaiting() {
        Map<DriverEntry<?>, LoadedPlugin> wanted = new HashMap<>();
        for (DriverEntry<?> entry : entries.all()) {
            if (!entry.isServing()) {
                provider(entry).filter(plugin -> !entry.isOf(plugin)).ifPresent(plugin -> wanted.put(entry, plugin));
            }
        }
        entries.start(wanted);
    }

    /**
     * @param again a plugin that is made anew although its file has not changed
     */
    private void reconcile(Map<Path, PluginFolders.Stamp> files, Optional<String> again) {
        Set<Path> loaded = new HashSet<>();
        plugins.values().forEach(plugin -> loaded.add(plugin.archive().source()));
        PluginCatalog.View view = catalog.view(files, loaded);
        List<PluginStatus> unused = new ArrayList<>(view.refused());
        for (LoadedPlugin plugin : List.copyOf(plugins.values())) {
            boolean wanted = view.wanted().containsKey(plugin.archive().id());
            // A file that was overwritten by something broken does not take the plugin away that still serves.
            if (!wanted && !files.containsKey(plugin.archive().source())) {
                retire(plugin);
            }
        }
        for (PluginArchive archive : view.wanted().values()) {
            LoadedPlugin present = plugins.get(archive.id());
            if (present != null && waitsBehind(present, archive)) {
                continue;
            }
            if (present != null
                    && present.archive().hash().equals(archive.hash())
                    && again.filter(archive.id()::equals).isEmpty()) {
                continue;
            }
            if (catalog.rejection(archive).isEmpty()) {
                bring(archive, Optional.ofNullable(present));
            }
            if (!catalog.rejection(archive).isEmpty()) {
                unused.add(PluginStatus.failed(archive, catalog.rejection(archive)));
            }
        }
        refused = List.copyOf(unused);
        sweepCopies();
    }

    /** Whether the shipped archive waits behind a site's plugin that serves, although its own file is damaged. */
    private boolean waitsBehind(LoadedPlugin present, PluginArchive other) {
        Path own = present.archive().source();
        return other.origin() == PluginArchive.Origin.SHIPPED && !own.equals(other.source()) && catalog.isRefused(own);
    }

    private void bring(PluginArchive archive, Optional<LoadedPlugin> present) {
        String operation = present.isPresent() ? "swap" : "load";
        try {
            LoadedPlugin plugin = loading.load(archive, present, plugins.values());
            if (present.isPresent()) {
                swap(present.get(), plugin);
            } else {
                plugins.put(archive.id(), plugin);
                plugin.log("plugin_loaded");
            }
            meters.done(operation, true);
            if (started) {
                startWaiting();
            }
        } catch (PluginRefused failure) {
            meters.done(operation, false);
            catalog.reject(archive, failure.reason());
        }
    }

    private void swap(LoadedPlugin old, LoadedPlugin fresh) throws PluginRefused {
        List<DriverInstance<?>> before;
        try {
            before = entries.swap(old, fresh);
        } catch (PluginRefused refusal) {
            unload(fresh);
            throw refusal;
        }
        plugins.put(fresh.archive().id(), fresh);
        fresh.log("plugin_swapped");
        retirement.retire(old, before, this::gone);
    }

    private void retire(LoadedPlugin plugin) {
        plugins.remove(plugin.archive().id(), plugin);
        retirement.retire(plugin, entries.leave(plugin), this::gone);
    }

    /** Called when the instances of a plugin are closed; not within a turn. */
    private void gone(LoadedPlugin plugin) {
        turns.run(() -> {
            unload(plugin);
            meters.done("unload", true);
            plugin.log("plugin_unloaded");
            sweepCopies();
        });
    }

    private void unload(LoadedPlugin plugin) {
        leaks.unloaded(plugin.archive(), plugin.unload());
    }

    private void sweepCopies() {
        Set<Path> needed = catalog.copies();
        needed.addAll(libraries.jars());
        plugins.values().forEach(plugin -> needed.add(plugin.archive().copy().classes()));
        retirement
                .plugins()
                .forEach(plugin -> needed.add(plugin.archive().copy().classes()));
        copies.retainOnly(needed);
    }
}
