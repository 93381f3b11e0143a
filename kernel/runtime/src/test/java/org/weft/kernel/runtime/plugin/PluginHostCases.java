/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.spi.auth.AuthProvider;

/** A plugin host on two folders, and short ways to ask it. */
abstract class PluginHostCases {

    @TempDir
    Path data = Path.of("");

    Path site = Path.of("");

    Path shipped = Path.of("");

    PluginHost host = host(Set.of());

    PluginHost host(Set<String> trusted) {
        return new PluginHost(
                new HostSettings(
                        Optional.of(data.resolve("shipped")),
                        data.resolve("plugins"),
                        data.resolve("work"),
                        "0.2.0",
                        new PluginTrust(trusted, Optional.empty()),
                        new HostLimits(Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofSeconds(30), 3)),
                new Lending(
                        data.resolve("drivers"),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        Lending.Databases.none()));
    }

    @BeforeEach
    void folders() throws IOException {
        site = Files.createDirectories(data.resolve("plugins"));
        shipped = Files.createDirectories(data.resolve("shipped"));
        host = host(Set.of());
    }

    @AfterEach
    void close() {
        host.close();
    }

    DriverHandle<AuthProvider> entry(String name, String driver) {
        return host.entry(DriverKind.AUTH, name, driver, DriverOptions.none("test"));
    }

    void run() {
        host.load();
        host.start();
    }

    static Set<String> types(DriverHandle<AuthProvider> handle) {
        return HostFixture.types(handle);
    }

    /** Waits for what happens in the folders to be noticed; fails when it is not for very long. */
    static void eventually(BooleanSupplier condition) {
        HostFixture.eventually(condition);
    }

    EntryStatus status(String name) {
        return host.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    PluginStatus plugin(String file) {
        return host.plugins().stream()
                .filter(plugin -> plugin.file().equals(file))
                .findFirst()
                .orElseThrow();
    }
}
