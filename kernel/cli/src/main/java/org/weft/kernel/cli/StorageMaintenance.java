/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.weft.kernel.runtime.config.StorageSection;
import org.weft.kernel.runtime.database.ClusterLocks;
import org.weft.kernel.runtime.database.DatabaseFailure;
import org.weft.kernel.runtime.database.PluginDatabases;
import org.weft.kernel.runtime.database.StateDatabase;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.runtime.plugin.UpkeepRun;
import org.weft.kernel.runtime.probe.ProbeSize;
import org.weft.kernel.server.AdminConnection;
import org.weft.kernel.server.EffectiveConfig;
import org.weft.kernel.server.LaunchOptions;
import org.weft.kernel.server.PluginHosting;
import org.weft.kernel.server.PrivateFolder;
import org.weft.kernel.server.StartFailure;
import org.weft.spi.WeftException;
import org.weft.spi.storage.Probe.Outcome;
import org.weft.spi.storage.Probe.Trial;
import org.weft.spi.storage.StorageDriver;

/**
 * Upkeep of one storage, by the server that runs on the data folder or, when none does, here.
 *
 * @param out where findings go
 * @param err where is told how far it has come
 * @param name the entry's
 */
record StorageMaintenance(PrintWriter out, PrintWriter err, LaunchOptions launch, String name) {

    private static final Duration PAUSE = Duration.ofSeconds(2);

    /**
     * Does it, and prints each finding as it comes.
     *
     * @return how many there were
     * @throws StartFailure with the exit code 2 when it can't be done, or not to the end
     */
    long run(UpkeepRun.Work work) throws StartFailure {
        Optional<Stream<String>> lines = asked(work.name().toLowerCase(Locale.ROOT));
        return lines.isPresent() ? follow(lines.get()) : here(work);
    }

    /**
     * Tries what the storage can do, and tells of each trial as it ends.
     *
     * @throws StartFailure with the exit code 2 when nothing can be tried, or not to the end
     */
    void probe(ProbeSize size, Consumer<Trial> told) throws StartFailure {
        Optional<Stream<String>> lines = asked("probe?bytes=" + size.bytes() + "&files=" + size.files());
        if (lines.isPresent()) {
            JsonObject unused = follow(lines.get(), line -> told.accept(trial(line)));
            return;
        }
        alone((plugins, storage) -> plugins.probe(storage.name(), storage.driver(), storage.options(), size, trial -> {
            told.accept(trial);
            return true;
        }));
    }

    private static Trial trial(JsonObject line) {
        return new Trial(
                line.get("what").getAsString(),
                Outcome.valueOf(line.get("outcome").getAsString().toUpperCase(Locale.ROOT)),
                line.get("result").getAsString(),
                line.get("meaning").getAsString(),
                line.get("advice").getAsString());
    }

    /** What the server that runs on the data folder answers, as it does what is asked; absent when none runs. */
    private Optional<Stream<String>> asked(String what) throws StartFailure {
        if (!name.matches("[A-Za-z0-9._-]+")) {
            throw StartFailure.misconfigured("'" + name + "' is no name of a [[storage]] entry");
        }
        try {
            return AdminConnection.make(launch.data(), "/storage/" + name + "/" + what);
        } catch (StartFailure refused) {
            throw StartFailure.misconfigured(refused.text());
        }
    }

    private long follow(Stream<String> lines) throws StartFailure {
        AtomicLong found = new AtomicLong();
        JsonObject last = follow(lines, line -> {
            found.incrementAndGet();
            print(
                    line.get("kind").getAsString(),
                    line.get("where").getAsString(),
                    line.get("text").getAsString());
        });
        end(found.get(), last.has("nodes") ? OptionalLong.of(last.get("nodes").getAsLong()) : OptionalLong.empty());
        return found.get();
    }

    /** @return the last line */
    private JsonObject follow(Stream<String> lines, Consumer<JsonObject> each) throws StartFailure {
        String progress = "";
        try (lines) {
            for (String line : (Iterable<String>) lines.filter(text -> !text.isBlank())::iterator) {
                JsonObject told = new Gson().fromJson(line, JsonObject.class);
                if (told.has("failure")) {
                    throw StartFailure.misconfigured(told.get("failure").getAsString());
                }
                if (told.has("over")) {
                    return told;
                }
                if (told.has("progress")) {
                    progress = tell(told.get("progress").getAsString(), progress);
                } else {
                    each.accept(told);
                }
            }
        } catch (UncheckedIOException brokenOff) {
            // told below
        }
        throw StartFailure.misconfigured("the server went away before the end");
    }

    private long here(UpkeepRun.Work work) throws StartFailure {
        AtomicLong found = new AtomicLong();
        alone((plugins, storage) -> {
            OptionalLong nodes =
                    plugins.started(DriverKind.STORAGE, storage.name(), storage.driver(), storage.options(), driver -> {
                        try (Telling telling = new Telling(driver)) {
                            return UpkeepRun.done(driver, name, work, finding -> {
                                found.incrementAndGet();
                                print(finding.kind(), finding.where(), finding.text());
                                return true;
                            });
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    });
            end(found.get(), nodes);
        });
        return found.get();
    }

    /** Work on a storage whose server does not run. */
    @FunctionalInterface
    private interface Alone {
        void work(PluginHost plugins, StorageSection storage) throws IOException;
    }

    private void alone(Alone work) throws StartFailure {
        EffectiveConfig config = EffectiveConfig.read(launch, System.getenv());
        StorageSection storage = config.config().storage().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow(() -> StartFailure.misconfigured("no [[storage]] has the name '" + name + "'"));
        try {
            PrivateFolder.make(config.data());
            try (StateDatabase state = StateDatabase.open(
                            config.data(), config.config().database().url());
                    PluginDatabases databases = new PluginDatabases(state);
                    PluginHosting.Passing passing = PluginHosting.alone(config, databases, new ClusterLocks(state))) {
                passing.plugins().load();
                work.work(passing.plugins(), storage);
            }
        } catch (UncheckedIOException | IOException | DatabaseFailure failure) {
            throw StartFailure.misconfigured("storage '" + name + "' can't be worked on: " + failure.getMessage());
        } catch (WeftException failure) {
            throw StartFailure.misconfigured(failure.text());
        }
    }

    /** Tells how far it has come, unless that was told last. */
    private String tell(String progress, String last) {
        if (!progress.equals(last)) {
            err.println("... " + progress);
            err.flush();
        }
        return progress;
    }

    /** Tells from time to time how far a driver has come. */
    private final class Telling implements AutoCloseable {

        private final Thread thread;

        Telling(StorageDriver driver) {
            this.thread = Thread.ofVirtual().name("progress").start(() -> run(driver));
        }

        private void run(StorageDriver driver) {
            try {
                String last = "";
                while (true) {
                    Thread.sleep(PAUSE);
                    last = tell(UpkeepRun.progress(driver).orElse(last), last);
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    private void print(String kind, String where, String text) {
        out.println(kind + "  " + (where.isEmpty() ? "/" : where) + ": " + text);
        out.flush();
    }

    private void end(long found, OptionalLong nodes) {
        nodes.ifPresent(count -> out.println(count + " nodes"));
        out.println(found == 0 ? "nothing found" : found + (found == 1 ? " finding" : " findings"));
        out.flush();
    }
}
