/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.config;

import java.util.List;
import java.util.Optional;

/**
 * What became of a configuration file.
 *
 * @param config absent when there are problems
 * @param problems every mistake, in the order of the file
 */
public record Loaded(Optional<ServerConfig> config, List<Problem> problems) {

    public Loaded {
        problems = List.copyOf(problems);
    }
}
