/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Plugins and entries in the metrics. */
final class PluginMeters {

    /** Reasons are for people; a metric only reminds of them. */
    private static final int LONGEST_REASON = 200;

    private final MeterRegistry registry;
    private final MultiGauge plugins;
    private final MultiGauge entries;
    private final MultiGauge calls;
    private final AtomicLong uncollected = new AtomicLong();

    PluginMeters(MeterRegistry registry) {
        this.registry = registry;
        this.plugins = MultiGauge.builder("weft_plugin_state").register(registry);
        this.entries = MultiGauge.builder("weft_entry_state").register(registry);
        this.calls = MultiGauge.builder("weft_entry_calls").register(registry);
        registry.gauge("weft_plugins_uncollected", uncollected);
    }

    void done(String operation, boolean well) {
        registry.counter("weft_plugin_operations", "operation", operation, "outcome", well ? "done" : "failed")
                .increment();
    }

    void show(List<PluginStatus> now, List<EntryStatus> served, long reachable) {
        uncollected.set(reachable);
        // Two archives may be told apart by nothing; a gauge of the same tags twice would be one too many.
        Map<Tags, Row<?>> rows = new LinkedHashMap<>();
        for (PluginStatus plugin : now) {
            Tags tags = Tags.of(
                    "file", plugin.file(),
                    "plugin", plugin.id(),
                    "version", plugin.version(),
                    "state", plugin.state().name(),
                    "reason", shortened(plugin.reason()));
            rows.put(tags, Row.of(tags, 1));
        }
        plugins.register(rows.values(), true);
        entries.register(
                served.stream()
                        .<Row<?>>map(entry -> Row.of(
                                Tags.of(
                                        "kind", entry.kind(),
                                        "instance", entry.name(),
                                        "driver", entry.driver(),
                                        "plugin", entry.plugin(),
                                        "state", entry.state().name(),
                                        "reason", shortened(entry.reason())),
                                1))
                        .toList(),
                true);
        calls.register(
                served.stream()
                        .<Row<?>>map(entry ->
                                Row.of(Tags.of("kind", entry.kind(), "instance", entry.name()), entry.leases()))
                        .toList(),
                true);
    }

    private static String shortened(String reason) {
        String line = reason.replace('\n', ' ');
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
