/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.server.LaunchOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that most commands have. */
final class CommonOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder. Default: ./weft-data.")
    private Path data = Path.of("weft-data");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration. Default: weft.toml in the data folder, if there is one.")
    private @Nullable Path config;

    @Option(
            names = "--plugins",
            paramLabel = "DIR",
            description = "The site's own plugin folder. Default: plugins in the data folder.")
    private @Nullable Path plugins;

    LaunchOptions launch(Optional<Address> http, Optional<Address> grpc, boolean demo) {
        return new LaunchOptions(
                data.toAbsolutePath().normalize(),
                Optional.ofNullable(config),
                Optional.ofNullable(plugins).map(path -> path.toAbsolutePath().normalize()),
                shipped(),
                http,
                grpc,
                demo);
    }

    LaunchOptions launch() {
        return launch(Optional.empty(), Optional.empty(), false);
    }

    /** Where the command prints what it found. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Where it prints why it did nothing. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** The folder of the plugins that came with the server; the launcher tells where that is. */
    static Optional<Path> shipped() {
        return Optional.ofNullable(System.getProperty("weft.home")).map(home -> Path.of(home, "plugins"));
    }
}
