/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.weft.kernel.runtime.config.PluginsSection;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.plugin.ArchiveInspection;
import org.weft.kernel.runtime.plugin.HostLimits;
import org.weft.kernel.runtime.plugin.HostSettings;
import org.weft.kernel.runtime.plugin.Lending;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.PluginTrust;
import org.weft.kernel.runtime.plugin.Signers;

/** Makes the plugin host of a site; for the server and for commands that need plugins without a server. */
public final class PluginHosting {

    private PluginHosting() {}

    static PluginHost of(
            EffectiveConfig config, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock)
            throws StartFailure {
        return new PluginHost(settings(config, config.data()), lending(config.data(), metrics, databases, siteLock));
    }

    /**
     * A host for a command that starts no driver. It keeps its copies to itself, because a server may run on the data
     * folder.
     */
    public static Passing passing(EffectiveConfig config) throws StartFailure {
        Path folder = temporary();
        return new Passing(
                host(config, folder, folder, Lending.Databases.none(), Lending.SiteLock.none()),
                new ArchiveInspection(settings(config, folder)),
                folder);
    }

    /** A host for a command that starts drivers on the data of a site whose server does not run. */
    public static Passing alone(EffectiveConfig config, PluginDatabases databases, ClusterLocks locks)
            throws StartFailure {
        Path folder = temporary();
        return new Passing(
                host(config, folder, config.data(), databases::lend, name -> locks.hold(name)::close),
                new ArchiveInspection(settings(config, folder)),
                folder);
    }

    private static Path temporary() throws StartFailure {
        try {
            return Files.createTempDirectory("weft-");
        } catch (IOException full) {
            throw StartFailure.because("the folder for temporary files is not writable: " + full.getMessage(), full);
        }
    }

    private static PluginHost host(
            EffectiveConfig config, Path copies, Path data, Lending.Databases databases, Lending.SiteLock siteLock)
            throws StartFailure {
        return new PluginHost(settings(config, copies), lending(data, new Metrics(), databases, siteLock));
    }

    private static Lending lending(Path data, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock) {
        return new Lending(data.resolve("drivers"), Clock.systemUTC(), metrics.registry(), databases, siteLock);
    }

    private static HostSettings settings(EffectiveConfig config, Path folder) throws StartFailure {
        PluginsSection section = config.config().plugins();
        return new HostSettings(
                config.launch().shipped(),
                config.plugins(),
                folder.resolve("plugins-work"),
                Version.read().spi(),
                trust(section),
                HostLimits.usual().with(section.drain(), section.retainedLibraries()));
    }

    /** Which plugins of the site's may be loaded. */
    private static PluginTrust trust(PluginsSection section) throws StartFailure {
        try {
            Optional<Signers> signers = section.signers().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Signers.read(section.signers().get(), section.signersPassword()));
            return new PluginTrust(Set.copyOf(section.trust()), signers);
        } catch (IOException wrong) {
            throw StartFailure.misconfigured(String.valueOf(wrong.getMessage()));
        }
    }

    /** A plugin host whose traces go with it. */
    public record Passing(PluginHost plugins, ArchiveInspection inspection, Path folder) implements AutoCloseable {

        @Override
        public void close() {
            plugins.close();
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException busy) {
                // It lies in the folder for temporary files, which the system cleans.
            }
        }
    }
}
