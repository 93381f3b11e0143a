/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A plugin whose classes are loaded. */
final class LoadedPlugin {

    private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

    private final PluginArchive archive;
    private final Pf4jContainer classes;
    private final ClassLoader loader;
    private final Factories factories;
    private final Duration step;

    /**
     * @param step how long a step of its code may take
     */
    LoadedPlugin(PluginArchive archive, Pf4jContainer classes, Factories factories, Duration step) {
        this.archive = archive;
        this.classes = classes;
        this.loader = classes.loader();
        this.factories = factories;
        this.step = step;
    }

    PluginArchive archive() {
        return archive;
    }

    /** Closes its loaders and answers which; its code must not run any more. */
    List<ClassLoader> unload() {
        return classes.unload();
    }

    ClassLoader loader() {
        return loader;
    }

    Factories factories() {
        return factories;
    }

    Duration step() {
        return step;
    }

    /** Tells of it in the log. */
    void log(String event) {
        LOG.atInfo()
                .addKeyValue("plugin", label())
                .addKeyValue("file", archive.file())
                .log(event);
    }

    String label() {
        return archive.label();
    }

    /**
     * @param instances its drivers that serve, or that are being drained
     */
    PluginStatus status(PluginStatus.State state, List<DriverInstance<?>> instances) {
        List<String> drivers =
                factories.found().stream().map(Factories.Brought::words).toList();
        int calls = instances.stream().mapToInt(DriverInstance::leases).sum();
        return PluginStatus.of(
                archive, state, drivers, instances.size(), calls, String.join("; ", factories.complaints()));
    }
}
