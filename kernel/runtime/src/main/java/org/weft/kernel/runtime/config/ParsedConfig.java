/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.config;

import java.util.List;
import java.util.Optional;

/**
 * What became of a configuration file.
 *
 * @param config absent when there are problems
 * @param problems every mistake, in the order of the file
 * @param entries the entries that name a driver, also where there are problems
 */
public record ParsedConfig(Optional<ServerConfig> config, List<Problem> problems, List<Entry> entries) {

    public ParsedConfig {
        problems = List.copyOf(problems);
        entries = List.copyOf(entries);
    }

    /**
     * An entry that names a driver.
     *
     * @param section {@code storage}, {@code auth}, …
     */
    public record Entry(String section, String name, String driver, DriverOptions options) {}
}
