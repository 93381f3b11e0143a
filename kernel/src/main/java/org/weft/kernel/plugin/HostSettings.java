/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * How plugins are hosted.
 *
 * @param shipped the folder of the plugins that came with the server
 * @param site the operator's own folder; need not exist
 * @param work a private folder for copies
 * @param spiVersion the contract that this server speaks
 * @param trusted SHA-256 hashes of archives that may come from the site's folder; empty for any
 * @param drain how long calls of a replaced driver may take to end
 * @param look how often the folders are looked at
 */
public record HostSettings(
        Optional<Path> shipped,
        Path site,
        Path work,
        String spiVersion,
        Set<String> trusted,
        Duration drain,
        Duration look) {

    public HostSettings {
        trusted = Set.copyOf(trusted);
    }
}
