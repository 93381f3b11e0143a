/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.nio.file.Path;
import java.util.Optional;
import org.weft.kernel.runtime.config.Address;

/**
 * What the command line says.
 *
 * @param data the data folder, absolute
 * @param config the configuration file, where one was named
 * @param plugins the site's plugin folder, where one was named
 * @param shipped the folder of the plugins that came with the server
 * @param http overrides the configuration
 * @param grpc overrides the configuration
 * @param demo whether the demo accounts are served
 */
public record LaunchOptions(
        Path data,
        Optional<Path> config,
        Optional<Path> plugins,
        Optional<Path> shipped,
        Optional<Address> http,
        Optional<Address> grpc,
        boolean demo) {}
