/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.weft.kernel.runtime.config.ConfigDifferences;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.plugin.DriverKind;
import org.weft.kernel.runtime.plugin.EntryChange;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.admin.Reconfigure;

/**
 * Options of drivers can change while the server runs, since a driver can be made anew; what else differs from what the
 * server started with needs a restart, and is told.
 */
final class AppliedConfig implements Reconfigure {

    private final EffectiveConfig started;
    private final PluginHost plugins;
    private final ReentrantLock turn = new ReentrantLock();

    AppliedConfig(EffectiveConfig started, PluginHost plugins) {
        this.started = started;
        this.plugins = plugins;
    }

    @Override
    public List<Line> apply(boolean dry) {
        turn.lock();
        try {
            EffectiveConfig now = EffectiveConfig.read(started.launch(), System.getenv());
            List<Line> lines = new ArrayList<>();
            for (Entry entry : entries(now.config())) {
                plugins.remake(entry.kind(), entry.name(), entry.driver(), entry.options(), dry)
                        .filter(change -> change.outcome() != EntryChange.Outcome.UNCHANGED)
                        .ifPresent(change -> lines.add(new Line(
                                change.entry(),
                                change.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                change.reason())));
            }
            ConfigDifferences.of(started.config(), now.config())
                    .forEach(key -> lines.add(new Line(key, "needs-restart", "")));
            return lines;
        } catch (StartFailure wrong) {
            return List.of(new Line(started.source(), "refused", wrong.text()));
        } finally {
            turn.unlock();
        }
    }

    private record Entry(DriverKind<?> kind, String name, String driver, DriverOptions options) {}

    private static List<Entry> entries(ServerConfig config) {
        List<Entry> entries = new ArrayList<>();
        config.storage()
                .forEach(
                        each -> entries.add(new Entry(DriverKind.STORAGE, each.name(), each.driver(), each.options())));
        config.auth()
                .forEach(each -> entries.add(new Entry(DriverKind.AUTH, each.name(), each.driver(), each.options())));
        config.directory()
                .forEach(each ->
                        entries.add(new Entry(DriverKind.DIRECTORY, each.name(), each.driver(), each.options())));
        entries.add(new Entry(
                DriverKind.SHARES,
                "shares",
                config.shares().driver(),
                config.shares().options()));
        config.sharePolicy()
                .forEach(each -> entries.add(new Entry(DriverKind.POLICY, each.name(), each.driver(), each.options())));
        config.app()
                .forEach(each -> entries.add(new Entry(DriverKind.APP, each.name(), each.driver(), each.options())));
        return entries;
    }
}
