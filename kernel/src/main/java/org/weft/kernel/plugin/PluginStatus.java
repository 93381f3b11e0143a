/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.util.List;

/**
 * How a plugin, or an archive that could not become one, is.
 *
 * @param file the archive's name
 * @param id empty when the archive could not be read so far
 * @param version empty as well then
 * @param origin {@code shipped} or {@code site}
 * @param state how far it came
 * @param drivers what it brings, such as {@code storage:localfs}
 * @param reason what is wrong; empty when nothing is
 */
public record PluginStatus(
        String file, String id, String version, String origin, State state, List<String> drivers, String reason) {

    public PluginStatus {
        drivers = List.copyOf(drivers);
    }

    /** The life of a plugin. */
    public enum State {
        /** Its classes are loaded and its factories made; no entry uses it. */
        STARTED,
        /** Some entry is served by it. */
        SERVING,
        /** Replaced or removed; calls are still under way. */
        DRAINING,
        /** It will not be used; the reason says why. */
        FAILED
    }
}
