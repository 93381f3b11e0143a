/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.weft.kernel.runtime.probe.ProbeSize;
import org.weft.kernel.runtime.probe.StorageProbe;
import org.weft.spi.Sink;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Probe;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.StorageDriver;

/** Tries what the storage of an entry can do, whether its driver serves, can be started, or can't. */
final class EntryProbe {

    private static final String START = "start";

    private final PluginHost host;
    private final DriverEntry<StorageDriver> entry;
    private final ProbeSize size;

    EntryProbe(PluginHost host, DriverEntry<StorageDriver> entry, ProbeSize size) {
        this.host = host;
        this.entry = entry;
        this.size = size;
    }

    /** @throws Unavailable when there is no driver that could be asked */
    void run(Sink<Trial> sink) throws IOException {
        if (entry.isServing()) {
            try (Lease<StorageDriver> lease = entry.acquire()) {
                sink.accept(Trial.good(START, "it serves"));
                probe(lease.driver(), sink);
            }
            return;
        }
        AtomicBoolean started = new AtomicBoolean();
        try {
            long begun = System.nanoTime();
            within(true, driver -> {
                started.set(true);
                sink.accept(Trial.good(START, "in " + (System.nanoTime() - begun) / 1_000_000 + " ms"));
                return probed(driver, sink);
            });
        } catch (Unavailable away) {
            if (started.get()) {
                throw away;
            }
            sink.accept(new Trial(
                    START,
                    Outcome.BAD,
                    away.text(),
                    "the storage does not serve",
                    "mend what the result says; nothing else can be tried but what the driver tries by itself"));
            within(false, driver -> ownProbe(driver, sink));
        }
    }

    private void within(boolean start, Function<StorageDriver, Boolean> work) throws IOException {
        try {
            boolean unused = host.lend(entry, start, work);
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private void probe(StorageDriver driver, Sink<Trial> sink) throws IOException {
        new StorageProbe(driver, size, Clock.systemUTC(), sink).run();
    }

    private boolean probed(StorageDriver driver, Sink<Trial> sink) {
        try {
            probe(driver, sink);
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static boolean ownProbe(StorageDriver driver, Sink<Trial> sink) {
        try {
            if (driver.probe().isPresent()) {
                Probe own = driver.probe().get();
                own.run(sink);
            }
            return true;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
