/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.kernel.runtime.config.Problem;
import org.weft.kernel.runtime.plugin.EntryChange.Outcome;
import org.weft.spi.Driver;
import org.weft.spi.storage.StorageDriver;
import org.weft.spi.storage.StoredId;

/** Makes the driver of an entry anew with other options, beside the one that serves. Within a turn. */
final class DriverReplacement {

    private static final Logger log = LoggerFactory.getLogger(DriverReplacement.class);

    private final DriverEntries entries;
    private final Retirement retirement;

    DriverReplacement(DriverEntries entries, Retirement retirement) {
        this.entries = entries;
        this.retirement = retirement;
    }

    /**
     * @param plugin that brings the driver; empty when none does yet
     * @param dry whether nothing is made
     */
    <D extends Driver> EntryChange remake(
            DriverEntry<D> entry, Optional<LoadedPlugin> plugin, DriverOptions options, boolean dry) {
        EntryChange change = changed(entry, plugin, options, dry);
        if (change.outcome() == Outcome.CHANGED || change.outcome() == Outcome.REFUSED) {
            log.atInfo()
                    .addKeyValue("entry", change.entry())
                    .addKeyValue("outcome", change.outcome())
                    .addKeyValue("reason", change.reason())
                    .log("entry_options");
        }
        return change;
    }

    private <D extends Driver> EntryChange changed(
            DriverEntry<D> entry, Optional<LoadedPlugin> plugin, DriverOptions options, boolean dry) {
        if (plugin.isEmpty()) {
            if (!dry) {
                entry.use(options);
            }
            return new EntryChange(entry.words(), Outcome.WAITING, entry.reason());
        }
        DriverOptions.Bound<? extends Record> bound = entry.bound(plugin.get(), options);
        if (!bound.problems().isEmpty()) {
            return refused(
                    entry, bound.problems().stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
        Optional<DriverInstance<D>> serving = entry.serving();
        boolean same = serving.isPresent()
                && bound.value().filter(serving.get().options()::equals).isPresent();
        if (same) {
            return new EntryChange(entry.words(), Outcome.UNCHANGED, "");
        }
        if (dry) {
            return new EntryChange(entry.words(), Outcome.WOULD_CHANGE, "");
        }
        return serving.isPresent()
                ? swapped(entry, plugin.get(), serving.get(), options)
                : started(entry, plugin.get(), options);
    }

    private <D extends Driver> EntryChange swapped(
            DriverEntry<D> entry, LoadedPlugin plugin, DriverInstance<D> old, DriverOptions options) {
        try {
            DriverInstance<D> fresh = entries.prepare(entry, plugin, options);
            Optional<String> other = otherTree(plugin, old, fresh);
            if (other.isPresent()) {
                int unused = fresh.drain(Duration.ZERO);
                return refused(entry, other.get());
            }
            entry.use(options);
            entry.turnTo(plugin, fresh).ifPresent(before -> retirement.replace(plugin, before));
            return new EntryChange(entry.words(), Outcome.CHANGED, "");
        } catch (PluginRefused refusal) {
            return refused(entry, refusal.reason());
        } catch (IOException away) {
            return refused(entry, String.valueOf(away.getMessage()));
        }
    }

    private <D extends Driver> EntryChange started(DriverEntry<D> entry, LoadedPlugin plugin, DriverOptions options) {
        entry.use(options);
        entries.start(entry, plugin);
        return entry.isServing()
                ? new EntryChange(entry.words(), Outcome.CHANGED, "")
                : new EntryChange(entry.words(), Outcome.WAITING, entry.reason());
    }

    private static EntryChange refused(DriverEntry<?> entry, String reason) {
        return new EntryChange(entry.words(), Outcome.REFUSED, reason);
    }

    /**
     * Ids that clients know, locks and shares belong to a tree; under the options of another one they would mean other
     * files. Where a tree keeps the storage's id, it tells.
     */
    private static Optional<String> otherTree(LoadedPlugin plugin, DriverInstance<?> old, DriverInstance<?> fresh) {
        TimeLimitedCall call = new TimeLimitedCall(plugin.loader(), plugin.step());
        try {
            Optional<String> before = call.run("storage-id", () -> storedId(old));
            if (before.isEmpty()
                    || call.run("storage-id", () -> storedId(fresh)).equals(before)) {
                return Optional.empty();
            }
            return Optional.of(
                    "the options lead to another tree than the one that serves; restart the server to change to"
                            + " it");
        } catch (TimeLimitedCall.Hung hung) {
            return Optional.of(hung.text());
        } catch (TimeLimitedCall.Failed failure) {
            return Optional.of(
                    "whether it is the same tree can't be told: " + PluginRefused.describe(failure.reason()));
        }
    }

    private static Optional<String> storedId(DriverInstance<?> instance) throws IOException {
        Optional<StoredId> stored =
                instance.driver() instanceof StorageDriver storage ? storage.storedId() : Optional.empty();
        return stored.isPresent() ? stored.get().read() : Optional.empty();
    }
}
