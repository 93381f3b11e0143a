/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What is counted, and how it is shown to Prometheus. Thread-safe. */
public final class Metrics {

    /** The media type of {@link #text}. */
    public static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Timers by method and class of status; both are closed sets, so that no client can make the map grow. */
    private final Map<String, Timer> requests = new ConcurrentHashMap<>();

    /** Timers by rpc and code; closed sets again. */
    private final Map<String, Timer> rpcs = new ConcurrentHashMap<>();

    public MeterRegistry registry() {
        return registry;
    }

    /** Adds what the virtual machine tells of itself. */
    public void watchProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /**
     * Counts a request.
     *
     * @param protocol such as {@code http}
     * @param status an HTTP status; 0 when the client went away
     * @param nanos how long it took
     */
    public void answered(String protocol, int status, long nanos) {
        String family = status < 100 || status > 599 ? "aborted" : status / 100 + "xx";
        requests.computeIfAbsent(
                        protocol + family,
                        key -> Timer.builder("weft_requests_seconds")
                                .tag("protocol", protocol)
                                .tag("status", family)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Counts a call of an rpc.
     *
     * @param rpc one of a closed set of names
     * @param outcome the code that it was answered with, in lower case
     * @param nanos how long it took, to the end of what it streamed
     */
    public void called(String rpc, String outcome, long nanos) {
        rpcs.computeIfAbsent(
                        rpc + ' ' + outcome,
                        key -> Timer.builder("weft_rpcs_seconds")
                                .tag("rpc", rpc)
                                .tag("status", outcome)
                                .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Counts what became of something that another site had to be told.
     *
     * @param outcome one of a closed set of words
     */
    public void told(String outcome) {
        registry.counter("weft_ocm_notices", "outcome", outcome).increment();
    }

    /**
     * Shows a number as it is whenever it is asked for.
     *
     * @param name such as {@code weft_ocm_notices_waiting}
     */
    public void watch(String name, LongSupplier number) {
        Gauge.builder(name, number::getAsLong).register(registry);
    }

    /** Everything, in Prometheus's text format. */
    public String text() {
        return registry.scrape();
    }
}
