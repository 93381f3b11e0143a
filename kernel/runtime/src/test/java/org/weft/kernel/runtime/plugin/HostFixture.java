/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.spi.auth.AuthProvider;

/** A plugin host on folders of its own, and short ways to ask it. */
final class HostFixture implements AutoCloseable {

    /** Steps of plugins that hang are given up after this, so that tests need not wait a minute. */
    static final Duration STEP = Duration.ofSeconds(2);

    final Path data;
    final Path site;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final PluginHost host;

    HostFixture(Path data) throws IOException {
        this(data, new HostLimits(Duration.ofMinutes(10), Duration.ofMillis(20), STEP, 1));
    }

    HostFixture(Path data, HostLimits limits) throws IOException {
        this(data, limits, PluginTrust.any());
    }

    HostFixture(Path data, HostLimits limits, PluginTrust trust) throws IOException {
        this.data = data;
        this.site = Files.createDirectories(data.resolve("plugins"));
        this.host = new PluginHost(
                new HostSettings(Optional.empty(), site, data.resolve("work"), "0.2.0", trust, limits),
                new Lending(data.resolve("drivers"), Clock.systemUTC(), registry, Lending.Databases.none()));
    }

    DriverHandle<AuthProvider> entry(String name, String driver) {
        return host.entry(DriverKind.AUTH, name, driver, DriverOptions.none("test"));
    }

    HostFixture run() {
        host.load();
        host.start();
        return this;
    }

    static Set<String> types(DriverHandle<AuthProvider> handle) {
        try (Lease<AuthProvider> lease = handle.acquire()) {
            return lease.driver().types();
        }
    }

    /** Waits for what happens in the background; fails when it does not for very long. */
    static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for a minute").isLessThan(deadline);
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    EntryStatus status(String name) {
        return host.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Optional<PluginStatus> plugin(String file) {
        return host.plugins().stream()
                .filter(plugin -> plugin.file().equals(file))
                .findFirst();
    }

    boolean is(PluginStatus.State state, String version) {
        return host.plugins().stream()
                .anyMatch(plugin -> plugin.state() == state && plugin.version().equals(version));
    }

    /** Why an archive is not used; empty when it is. */
    String refusal(String file) {
        return host.plugins().stream()
                .filter(plugin -> plugin.file().equals(file) && plugin.state() == PluginStatus.State.FAILED)
                .map(PluginStatus::reason)
                .findFirst()
                .orElse("");
    }

    @Override
    public void close() {
        host.close();
    }
}
