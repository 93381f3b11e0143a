/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.runtime.plugin.HostFixture.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.auth.AuthProvider;

class DrainTest {

    @TempDir
    Path data = Path.of("");

    private static final String SLEEPS = """
            try { Thread.sleep(1_000_000_000L); return java.util.Set.of("slept"); }
            catch (InterruptedException e) { Thread.currentThread().interrupt(); throw new IllegalStateException("ended"); }""";

    /** What a call that is under way sees in the end. */
    private record Ended(String message, boolean ended, boolean interruptedAfterwards) {}

    private static CompletableFuture<Ended> call(DriverHandle<AuthProvider> handle, CountDownLatch begun) {
        CompletableFuture<Ended> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            Lease<AuthProvider> lease = handle.acquire();
            String message = "";
            try {
                begun.countDown();
                message = lease.driver().types().toString();
            } catch (IllegalStateException failure) {
                message = String.valueOf(failure.getMessage());
            } finally {
                lease.close();
            }
            result.complete(
                    new Ended(message, lease.isEnded(), Thread.currentThread().isInterrupted()));
        });
        return result;
    }

    @Test
    void calls_that_go_on_beyond_the_deadline_are_interrupted_and_counted() throws Exception {
        HostLimits impatient = new HostLimits(Duration.ofMillis(50), Duration.ofMillis(20), HostFixture.STEP, 1);
        try (HostFixture fixture = new HostFixture(data, impatient)) {
            PluginJar.withDriver("p", "1.0.0", "p", "", SLEEPS).into(fixture.site, "p.jar");
            DriverHandle<AuthProvider> handle = fixture.entry("a", "p");
            fixture.run();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Ended> call = call(handle, begun);
            begun.await();

            PluginJar.answering("p", "2.0.0", "p", "new").into(fixture.site, "p.jar");

            assertThat(call.get()).isEqualTo(new Ended("ended", true, false));
            eventually(() -> fixture.host.plugins().size() == 1);
            assertThat(HostFixture.types(handle)).containsExactly("new");
            assertThat(fixture.registry
                            .get("weft_drain_ended_calls")
                            .tag("instance", "a")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void calls_under_way_are_listed_with_the_plugin_that_drains() throws IOException, InterruptedException {
        try (HostFixture fixture = new HostFixture(data)) {
            PluginJar.withDriver("p", "1.0.0", "p", "", """
                            try { while (!new java.io.File("%s").exists()) Thread.sleep(5); } catch (InterruptedException e) { }
                            return java.util.Set.of();""".formatted(data.resolve("enough")))
                    .into(fixture.site, "p.jar");
            DriverHandle<AuthProvider> handle = fixture.entry("a", "p");
            fixture.run();
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Ended> call = call(handle, begun);
            begun.await();
            PluginJar.answering("p", "2.0.0", "p", "new").into(fixture.site, "p.jar");

            eventually(() -> fixture.is(PluginStatus.State.DRAINING, "1.0.0"));
            assertThat(fixture.host.plugins().getFirst().calls()).isEqualTo(1);
            assertThat(fixture.host.plugins().getFirst().instances()).isEqualTo(1);

            Files.createFile(data.resolve("enough"));
            assertThat(call.join().ended()).isFalse();
            eventually(() -> fixture.host.plugins().size() == 1);
        }
    }
}
