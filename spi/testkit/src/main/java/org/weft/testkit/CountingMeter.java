/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import org.weft.spi.Meter;

/** Keeps the counts in memory, so that a test can ask for them. */
public final class CountingMeter implements Meter {

    private final Map<String, DoubleAdder> sums = new ConcurrentHashMap<>();
    private final Map<String, DoubleSupplier> gauges = new ConcurrentHashMap<>();

    @Override
    public void count(String name, double amount) {
        sums.computeIfAbsent(name, key -> new DoubleAdder()).add(amount);
    }

    @Override
    public void record(String name, double value) {
        sums.computeIfAbsent(name, key -> new DoubleAdder()).add(value);
    }

    @Override
    public void gauge(String name, DoubleSupplier value) {
        gauges.put(name, value);
    }

    /** The sum of all that was counted or recorded under a name; of a gauge, its value now; else 0. */
    public double of(String name) {
        DoubleAdder sum = sums.get(name);
        DoubleSupplier gauge = gauges.get(name);
        return sum != null ? sum.sum() : gauge != null ? gauge.getAsDouble() : 0;
    }
}
