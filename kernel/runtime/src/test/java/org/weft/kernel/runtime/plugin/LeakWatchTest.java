/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.runtime.plugin.HostFixture.eventually;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeakWatchTest {

    @TempDir
    Path data = Path.of("");

    /** Loads a plugin, uses it, and takes it away again. */
    private static void come(HostFixture fixture, PluginJar plugin) throws IOException {
        Path jar = plugin.into(fixture.site, "p.jar");
        var handle = fixture.entry("a", "p");
        fixture.run();
        assertThat(HostFixture.types(handle)).containsExactly("used");
        Files.delete(jar);
        eventually(() -> fixture.status("a").state() == EntryStatus.State.WAITING);
    }

    private static PluginJar plugin(String members) throws IOException {
        return PluginJar.withDriver("p", "1.0.0", "p", members, "return java.util.Set.of(\"used\");");
    }

    private static String leaked(HostFixture fixture) {
        eventually(() -> fixture.is(PluginStatus.State.LEAKED, "1.0.0"));
        return fixture.plugin("p.jar").orElseThrow().reason();
    }

    @Test
    void a_plugin_that_leaves_nothing_is_collected_and_not_listed() throws IOException {
        try (HostFixture fixture = new HostFixture(data)) {
            come(fixture, plugin(""));

            eventually(() -> {
                fixture.host.measure();
                return fixture.registry.get("weft_plugins_uncollected").gauge().value() == 0
                        && fixture.host.plugins().isEmpty();
            });
        }
    }

    @Test
    void a_thread_that_stays_is_told_by_name() throws IOException {
        try (HostFixture fixture = new HostFixture(data)) {
            come(fixture, plugin("""
                    public void start() {
                        Thread stays = new Thread(() -> {
                            while (true) try { Thread.sleep(100); if (new java.io.File("%s").exists()) return; } catch (InterruptedException e) { }
                        }, "never-ending");
                        stays.setDaemon(true);
                        stays.start();
                    }
                    """.formatted(data.resolve("enough"))));

            assertThat(leaked(fixture)).isEqualTo("it was unloaded, but its classes are held by thread 'never-ending'");
            fixture.host.measure();
            assertThat(fixture.registry
                            .get("weft_plugin_state")
                            .tag("plugin", "p")
                            .tag("state", "LEAKED")
                            .gauge()
                            .value())
                    .isEqualTo(1);

            Files.createFile(data.resolve("enough"));
            eventually(() -> fixture.host.plugins().isEmpty());
        }
    }

    @Test
    void a_shutdown_hook_is_told_by_name() throws IOException {
        try (HostFixture fixture = new HostFixture(data)) {
            come(
                    fixture,
                    plugin(
                            "public void start() { Runtime.getRuntime().addShutdownHook(new Thread(() -> {}, \"last-words\")); }"));

            assertThat(leaked(fixture)).contains("the shutdown hook 'last-words'");
        }
    }

    @Test
    void a_driver_left_in_the_driver_manager_is_told() throws IOException {
        try (HostFixture fixture = new HostFixture(data)) {
            come(fixture, plugin("""
                    public void start() throws java.io.IOException {
                        try {
                            java.sql.DriverManager.registerDriver((java.sql.Driver) java.lang.reflect.Proxy.newProxyInstance(
                                    getClass().getClassLoader(), new Class<?>[] {java.sql.Driver.class, Mark.class},
                                    (proxy, method, arguments) -> method.getName().equals("hashCode") ? (Object) 1
                                            : method.getName().equals("equals") ? (Object) (proxy == arguments[0]) : null));
                        } catch (java.sql.SQLException e) { throw new java.io.IOException(e); }
                    }
                    interface Mark {}
                    """));

            assertThat(leaked(fixture)).contains("java.sql.DriverManager");
        }
    }

    @Test
    void a_thread_local_of_another_thread_is_told() throws Exception {
        // The plugin can't see the test's classes, but it sees what the JDK holds.
        try (ExecutorService others = Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("of-somebody-else").factory());
                HostFixture fixture = new HostFixture(data)) {
            others.submit(() -> {}).get(); // the thread is there before the plugin, and not made by it
            System.getProperties().put(LeakWatchTest.class, others);
            come(fixture, plugin("""
                    static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                    public void start() throws java.io.IOException {
                        try {
                            for (Object each : System.getProperties().values())
                                if (each instanceof java.util.concurrent.ExecutorService others)
                                    others.submit(() -> LOCAL.set(new Object() {})).get();
                        } catch (Exception e) { throw new java.io.IOException(e); }
                    }
                    """));

            assertThat(leaked(fixture)).contains("a ThreadLocal of thread 'of-somebody-else'");
        } finally {
            System.getProperties().remove(LeakWatchTest.class);
        }
    }

    @Test
    void what_only_a_cache_holds_is_no_leak_and_what_outlives_all_caches_is_one() {
        PluginArchive archive = new PluginArchive(
                Path.of("p.jar"),
                PluginArchive.Origin.SITE,
                "",
                new PluginArchive.Identity("p", "1.0.0", "", false),
                new PluginArchive.Copy(Path.of(""), List.of(), ""));
        ClassLoader kept = new ClassLoader(null) {};
        // Stands for a virtual machine that has cleared its soft references, and one that has not.
        try (LeakWatch cleared = new LeakWatch(Duration.ofMillis(1), WeakReference::new);
                LeakWatch full = new LeakWatch(Duration.ofMillis(1), SoftReference::new)) {
            cleared.unloaded(archive, List.of(kept));
            full.unloaded(archive, List.of(kept));

            eventually(() -> !cleared.leaked().isEmpty());
            assertThat(cleared.leaked().getFirst().reason()).contains("something that could not be found out");
            eventually(() -> full.looks() > 5);
            assertThat(full.leaked()).isEmpty();
            assertThat(full.reachable()).isEqualTo(1);
            assertThat(kept).isNotNull();
        }
    }
}
