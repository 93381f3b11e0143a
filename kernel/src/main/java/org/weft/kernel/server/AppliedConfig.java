/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import org.weft.kernel.runtime.config.Differences;
import org.weft.kernel.runtime.config.Options;
import org.weft.kernel.runtime.config.ServerConfig;
import org.weft.kernel.runtime.plugin.EntryChange;
import org.weft.kernel.runtime.plugin.Kind;
import org.weft.kernel.runtime.plugin.PluginHost;
import org.weft.kernel.server.admin.Reconfigure;

/**
 * Options of drivers can change while the server runs, since a driver can be made anew; what else differs from what the
 * server started with needs a restart, and is told.
 */
final class AppliedConfig implements Reconfigure {

    private final Setup started;
    private final PluginHost plugins;
    private final ReentrantLock turn = new ReentrantLock();

    AppliedConfig(Setup started, PluginHost plugins) {
        this.started = started;
        this.plugins = plugins;
    }

    @Override
    public List<Line> apply(boolean dry) {
        turn.lock();
        try {
            Setup now = Setup.read(started.launch(), System.getenv());
            List<Line> lines = new ArrayList<>();
            for (Entry entry : entries(now.config())) {
                plugins.remake(entry.kind(), entry.name(), entry.driver(), entry.options(), dry)
                        .filter(change -> change.outcome() != EntryChange.Outcome.UNCHANGED)
                        .ifPresent(change -> lines.add(new Line(
                                change.entry(),
                                change.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                                change.reason())));
            }
            Differences.of(started.config(), now.config())
                    .forEach(key -> lines.add(new Line(key, "needs-restart", "")));
            return lines;
        } catch (CannotStart wrong) {
            return List.of(new Line(started.source(), "refused", wrong.text()));
        } finally {
            turn.unlock();
        }
    }

    private record Entry(Kind<?> kind, String name, String driver, Options options) {}

    private static List<Entry> entries(ServerConfig config) {
        List<Entry> entries = new ArrayList<>();
        config.storage()
                .forEach(each -> entries.add(new Entry(Kind.STORAGE, each.name(), each.driver(), each.options())));
        config.auth().forEach(each -> entries.add(new Entry(Kind.AUTH, each.name(), each.driver(), each.options())));
        config.directory()
                .forEach(each -> entries.add(new Entry(Kind.DIRECTORY, each.name(), each.driver(), each.options())));
        entries.add(new Entry(
                Kind.SHARES, "shares", config.shares().driver(), config.shares().options()));
        config.sharePolicy()
                .forEach(each -> entries.add(new Entry(Kind.POLICY, each.name(), each.driver(), each.options())));
        config.app().forEach(each -> entries.add(new Entry(Kind.APP, each.name(), each.driver(), each.options())));
        return entries;
    }
}
