/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.util.List;

/**
 * How a plugin, or an archive that could not become one, is.
 *
 * @param file the archive's name
 * @param id empty when the archive could not be read so far
 * @param version empty as well then
 * @param requires which versions of the SPI it works with; empty as well then
 * @param origin {@code shipped} or {@code site}
 * @param state how far it came
 * @param drivers what it brings, such as {@code storage:localfs}
 * @param instances how many of its drivers serve or are being drained
 * @param calls how many calls of them are under way
 * @param reason what is wrong; empty when nothing is
 */
public record PluginStatus(
        String file,
        String id,
        String version,
        String requires,
        String origin,
        State state,
        List<String> drivers,
        int instances,
        int calls,
        String reason) {

    public PluginStatus {
        drivers = List.copyOf(drivers);
    }

    /** An archive that is not used. */
    static PluginStatus failed(PluginArchive archive, String reason) {
        return of(archive, State.FAILED, List.of(), 0, 0, reason);
    }

    /** A file, or a whole folder, that can't even be looked at. */
    static PluginStatus unread(String file, PluginArchive.Origin origin, String reason) {
        return new PluginStatus(file, "", "", "", origin.word(), State.FAILED, List.of(), 0, 0, reason);
    }

    static PluginStatus of(
            PluginArchive archive, State state, List<String> drivers, int instances, int calls, String reason) {
        return new PluginStatus(
                archive.file(),
                archive.id(),
                archive.version(),
                archive.manifest().requires(),
                archive.origin().word(),
                state,
                drivers,
                instances,
                calls,
                reason);
    }

    /** The life of a plugin. */
    public enum State {
        /** Its classes are loaded and its factories made; no entry uses it. */
        STARTED,
        /** Some entry is served by it. */
        SERVING,
        /** Replaced or removed; calls are still under way. */
        DRAINING,
        /** Unloaded, and yet its classes stay in memory; the reason says what holds them. */
        LEAKED,
        /** Gone but for its libraries, which can't be unloaded. */
        RETAINED,
        /** Shipped, and not used while the site has one of the same id. */
        HIDDEN,
        /** It will not be used; the reason says why. */
        FAILED
    }
}
