/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How plugins are hosted.
 *
 * @param shipped the folder of the plugins that came with the server
 * @param site the operator's own folder; need not exist
 * @param work a private folder for copies
 * @param spiVersion the contract that this server speaks
 * @param trust which archives may come from the site's folder
 */
public record HostSettings(
        Optional<Path> shipped, Path site, Path work, String spiVersion, PluginTrust trust, HostLimits limits) {}
