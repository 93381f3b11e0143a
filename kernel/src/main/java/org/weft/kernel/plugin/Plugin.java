/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.util.List;

/** A plugin whose classes are loaded. */
final class Plugin {

    private final Archive archive;
    private final PluginClasses classes;
    private final ClassLoader loader;
    private final Factories factories;
    private volatile boolean draining;

    Plugin(Archive archive, PluginClasses classes, Factories factories) {
        this.archive = archive;
        this.classes = classes;
        this.loader = classes.loader();
        this.factories = factories;
    }

    Archive archive() {
        return archive;
    }

    /** Closes its loader; its code must not run any more. */
    void unload() {
        classes.unload();
    }

    ClassLoader loader() {
        return loader;
    }

    Factories factories() {
        return factories;
    }

    String label() {
        return archive.id() + " " + archive.version();
    }

    void draining() {
        draining = true;
    }

    PluginStatus status(boolean serving) {
        List<String> drivers =
                factories.found().stream().map(Factories.Brought::words).toList();
        PluginStatus.State state = draining
                ? PluginStatus.State.DRAINING
                : serving ? PluginStatus.State.SERVING : PluginStatus.State.STARTED;
        return new PluginStatus(
                archive.file(),
                archive.id(),
                archive.version(),
                archive.origin().word(),
                state,
                drivers,
                String.join("; ", factories.complaints()));
    }
}
