/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes plugins of archives: their classes, and their factories, of which one at least is to be of use. */
final class ArchiveLoader {

    private static final Logger log = LoggerFactory.getLogger(ArchiveLoader.class);

    private final String spiVersion;
    private final Duration step;
    private final Libraries libraries;
    private final LeakWatch leaks;

    /**
     * @param step how long a step of a plugin's code may take
     * @param leaks told of what was unloaded because it is of no use
     */
    ArchiveLoader(String spiVersion, Duration step, Libraries libraries, LeakWatch leaks) {
        this.spiVersion = spiVersion;
        this.step = step;
        this.libraries = libraries;
        this.leaks = leaks;
    }

    /**
     * Makes a plugin of an archive.
     *
     * @param replaces the plugin that makes way for it
     * @param present all plugins that are loaded
     */
    LoadedPlugin load(PluginArchive archive, Optional<LoadedPlugin> replaces, Collection<LoadedPlugin> present)
            throws PluginRefused {
        Pf4jContainer classes = Pf4jContainer.load(archive, spiVersion, libraries, replaces.map(LoadedPlugin::archive));
        boolean usable = false;
        try {
            Factories factories =
                    new TimeLimitedCall(classes.loader(), step).run("load", () -> Factories.of(classes.loader()));
            if (factories.found().isEmpty()) {
                throw new PluginRefused(
                        "none of its drivers can be used: " + String.join("; ", factories.complaints()));
            }
            for (Factories.Brought brought : factories.found()) {
                requireNew(brought, replaces, present);
            }
            for (String complaint : factories.complaints()) {
                log.atWarn()
                        .addKeyValue("file", archive.file())
                        .addKeyValue("reason", complaint)
                        .log("plugin_driver_unusable");
            }
            usable = true;
            return new LoadedPlugin(archive, classes, factories, step);
        } catch (TimeLimitedCall.Hung hung) {
            throw new PluginRefused("its factories cannot be made: " + hung.text(), hung);
        } catch (TimeLimitedCall.Failed failure) {
            throw new PluginRefused(
                    "its factories cannot be made: " + PluginRefused.describe(failure.reason()), failure);
        } finally {
            if (!usable) {
                leaks.unloaded(archive, classes.unload());
            }
        }
    }

    private static void requireNew(
            Factories.Brought brought, Optional<LoadedPlugin> replaces, Collection<LoadedPlugin> present)
            throws PluginRefused {
        for (LoadedPlugin other : present) {
            boolean same =
                    other.factories().of(brought.kind(), brought.driver()).isPresent();
            if (same && replaces.filter(other::equals).isEmpty()) {
                throw new PluginRefused("it brings the " + brought.kind().word() + " driver '" + brought.driver()
                        + "', which " + other.label() + " brings already");
            }
        }
    }
}
