/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.DoubleSupplier;
import org.weft.spi.Meter;

/** Counts for one instance; its gauges go with it, because they hold the driver's code. */
final class LentMeter implements Meter {

    private final MeterRegistry registry;
    private final Tags tags;
    private final Queue<Gauge> gauges = new ConcurrentLinkedQueue<>();

    LentMeter(MeterRegistry registry, DriverKind<?> kind, String instance) {
        this.registry = registry;
        this.tags = Tags.of("kind", kind.word(), "instance", instance);
    }

    @Override
    public void count(String name, double amount) {
        registry.counter("weft_" + name, tags).increment(amount);
    }

    @Override
    public void record(String name, double value) {
        registry.summary("weft_" + name, tags).record(value);
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {
        // During a swap the old instance may still hold the name; the newest wins.
        registry.find("weft_" + name).tags(tags).gauges().forEach(registry::remove);
        gauges.add(Gauge.builder("weft_" + name, value::getAsDouble).tags(tags).register(registry));
    }

    void close() {
        for (Gauge gauge = gauges.poll(); gauge != null; gauge = gauges.poll()) {
            registry.remove(gauge);
        }
    }
}
