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
import org.weft.kernel.runtime.database.LentDatabases;
import org.weft.kernel.runtime.database.SiteLocks;
import org.weft.kernel.runtime.observe.Metrics;
import org.weft.kernel.runtime.plugin.HostSettings;
import org.weft.kernel.runtime.plugin.Inspection;
import org.weft.kernel.runtime.plugin.Lending;
import org.weft.kernel.runtime.plugin.Limits;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.Signers;
import org.weft.kernel.runtime.plugin.Trust;

/** Makes the plugin host of a site; for the server and for commands that need plugins without a server. */
public final class Hosting {

    private Hosting() {}

    static PluginHost of(Setup setup, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock)
            throws CannotStart {
        return new PluginHost(settings(setup, setup.data()), lending(setup.data(), metrics, databases, siteLock));
    }

    /**
     * A host for a command that starts no driver. It keeps its copies to itself, because a server may run on the data
     * folder.
     */
    public static Passing passing(Setup setup) throws CannotStart {
        Path folder = temporary();
        return new Passing(
                host(setup, folder, folder, Lending.Databases.none(), Lending.SiteLock.none()),
                new Inspection(settings(setup, folder)),
                folder);
    }

    /** A host for a command that starts drivers on the data of a site whose server does not run. */
    public static Passing alone(Setup setup, LentDatabases databases, SiteLocks locks) throws CannotStart {
        Path folder = temporary();
        return new Passing(
                host(setup, folder, setup.data(), databases::lend, name -> locks.hold(name)::close),
                new Inspection(settings(setup, folder)),
                folder);
    }

    private static Path temporary() throws CannotStart {
        try {
            return Files.createTempDirectory("weft-");
        } catch (IOException full) {
            throw CannotStart.because("the folder for temporary files is not writable: " + full.getMessage(), full);
        }
    }

    private static PluginHost host(
            Setup setup, Path copies, Path data, Lending.Databases databases, Lending.SiteLock siteLock)
            throws CannotStart {
        return new PluginHost(settings(setup, copies), lending(data, new Metrics(), databases, siteLock));
    }

    private static Lending lending(Path data, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock) {
        return new Lending(data.resolve("drivers"), Clock.systemUTC(), metrics.registry(), databases, siteLock);
    }

    private static HostSettings settings(Setup setup, Path folder) throws CannotStart {
        PluginsSection section = setup.config().plugins();
        return new HostSettings(
                setup.launch().shipped(),
                setup.plugins(),
                folder.resolve("plugins-work"),
                Version.read().spi(),
                trust(section),
                Limits.usual().with(section.drain(), section.retainedLibraries()));
    }

    /** Which plugins of the site's may be loaded. */
    private static Trust trust(PluginsSection section) throws CannotStart {
        try {
            Optional<Signers> signers = section.signers().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Signers.read(section.signers().get(), section.signersPassword()));
            return new Trust(Set.copyOf(section.trust()), signers);
        } catch (IOException wrong) {
            throw CannotStart.misconfigured(String.valueOf(wrong.getMessage()));
        }
    }

    /** A plugin host whose traces go with it. */
    public record Passing(PluginHost plugins, Inspection inspection, Path folder) implements AutoCloseable {

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
