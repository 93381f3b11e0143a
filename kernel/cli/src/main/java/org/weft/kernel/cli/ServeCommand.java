/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.runtime.config.Address;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.MemoryWatch;
import org.weft.kernel.server.PrivateFolder;
import org.weft.kernel.server.Server;
import org.weft.kernel.server.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weft serve}. */
@Command(
        name = "serve",
        description = {
            "Runs the server until it is told to stop (SIGTERM, Ctrl-C).",
            "When both ports answer it prints one line: weft ready http=http://HOST:PORT grpc=HOST:PORT (https with"
                    + " TLS)",
            "Logs go to standard error."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where HTTP listens, instead of what the configuration says. Port 0: a free one.")
    private @Nullable Address http;

    @Option(
            names = "--grpc",
            paramLabel = "HOST:PORT",
            converter = AddressConverter.class,
            description = "Where gRPC listens, instead of what the configuration says. Port 0: a free one.")
    private @Nullable Address grpc;

    @Option(
            names = "--demo",
            description = {
                "Serve three demo accounts: einstein/relativity, marie/radioactivity, richard/superfluidity.",
                "Refuses to listen on anything but loopback."
            })
    private boolean demo;

    @Override
    public Integer call() throws StartFailure, InterruptedException {
        LaunchOptions launch = common.launch(Optional.ofNullable(http), Optional.ofNullable(grpc), demo);
        EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
        LogSetup.apply(config.config().log());
        if (demo && EffectiveConfig.look(launch, System.getenv()).hasPeople()) {
            spec.commandLine()
                    .getErr()
                    .println("--demo serves its three accounts instead of what [[auth]] and [[directory]] in "
                            + config.source() + " say; leave --demo away to have those");
            spec.commandLine().getErr().flush();
        }
        try {
            PrivateFolder.make(config.data());
            PrivateFolder.tellIfOpen(config.data());
            if (config.plugins().startsWith(config.data())) {
                // So that there is a folder to drop plugins into; one elsewhere is the operator's to make.
                Files.createDirectories(config.plugins());
            }
        } catch (IOException unwritable) {
            throw StartFailure.because(
                    "the data folder " + config.data() + " cannot be made: " + unwritable.getMessage());
        }
        Server server = new Server(config);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "weft-stop"));
        MemoryWatch.start();
        spec.commandLine().getOut().println("weft ready http=" + server.webUrl() + " grpc=" + server.grpc());
        spec.commandLine().getOut().flush();
        new CountDownLatch(1).await();
        return 0;
    }

    /** A server that was asked to stop and did has not failed, so the exit code is 0 and not the signal's. */
    private static void stop(Server server) {
        server.close();
        Runtime.getRuntime().halt(0);
    }
}
