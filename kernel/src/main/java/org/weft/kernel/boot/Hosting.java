/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.weft.kernel.observe.Metrics;
import org.weft.kernel.plugin.HostSettings;
import org.weft.kernel.plugin.Lending;
import org.weft.kernel.plugin.Limits;
import org.weft.kernel.plugin.PluginHost;
import org.weft.kernel.plugin.Trust;

/** Makes the plugin host of a site; for the server and for commands that need plugins without a server. */
final class Hosting {

    private Hosting() {}

    static PluginHost of(Setup setup, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock) {
        return at(setup, setup.data(), metrics, databases, siteLock);
    }

    /**
     * A host for a command that starts no driver. It keeps its copies to itself, because a server may run on the data
     * folder.
     */
    static Passing passing(Setup setup) throws CannotStart {
        try {
            Path folder = Files.createTempDirectory("weft-");
            return new Passing(
                    at(setup, folder, new Metrics(), Lending.Databases.none(), Lending.SiteLock.none()), folder);
        } catch (IOException full) {
            throw CannotStart.because("the folder for temporary files is not writable: " + full.getMessage(), full);
        }
    }

    private static PluginHost at(
            Setup setup, Path folder, Metrics metrics, Lending.Databases databases, Lending.SiteLock siteLock) {
        return new PluginHost(
                new HostSettings(
                        setup.launch().shipped(),
                        setup.plugins(),
                        folder.resolve("plugins-work"),
                        Version.read().spi(),
                        new Trust(Set.copyOf(setup.config().plugins().trust())),
                        Limits.usual()
                                .with(
                                        setup.config().plugins().drain(),
                                        setup.config().plugins().retainedLibraries())),
                new Lending(folder.resolve("drivers"), Clock.systemUTC(), metrics.registry(), databases, siteLock));
    }

    /** A plugin host whose traces go with it. */
    record Passing(PluginHost plugins, Path folder) implements AutoCloseable {

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
