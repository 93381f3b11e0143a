/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.auth.AuthProvider;

/** What a plugin sees of the server, and what it is lent. */
class PluginSurroundingsTest extends PluginHostCases {

    @Test
    void nested_libraries_are_on_the_class_path() throws IOException {
        byte[] library = new PluginJar("lib", "1.0.0")
                .classes(
                        Map.of(
                                "site.lib.Word",
                                "package site.lib; public class Word { public static String word() { return \"nested\"; } }"),
                        "")
                .bytes();
        PluginJar jar = PluginJar.withDriver("p", "1.0.0", "p", "", """
                try { return java.util.Set.of((String) Class.forName("site.lib.Word").getMethod("word").invoke(null)); }
                catch (ReflectiveOperationException e) { throw new IllegalStateException(e); }""");
        jar.entry("lib/word.jar", library).into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(types(handle)).containsExactly("nested");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.weft.kernel.runtime.plugin.PluginHost",
                "org.eclipse.jetty.server.Server",
                "io.grpc.Server",
                "org.tomlj.Toml",
                "ch.qos.logback.classic.Logger",
                "com.github.benmanes.caffeine.cache.Cache",
                "org.junit.jupiter.api.Test"
            })
    void the_kernels_classes_are_invisible_to_plugins(String name) throws IOException {
        PluginJar.withDriver("p", "1.0.0", "p", "", look(name)).into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(types(handle)).containsExactly("hidden");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"org.slf4j.Logger", "org.weft.spi.Driver", "java.sql.Connection", "java.net.http.HttpClient"})
    void what_is_shared_is_visible_to_plugins(String name) throws IOException {
        PluginJar.withDriver("p", "1.0.0", "p", "", look(name)).into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(types(handle)).containsExactly("visible");
    }

    private static String look(String name) {
        return """
                try { Class.forName("%s"); return java.util.Set.of("visible"); }
                catch (ClassNotFoundException e) { return java.util.Set.of("hidden"); }""".formatted(name);
    }

    @Test
    void while_a_lease_is_held_the_context_loader_is_the_plugins() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "x").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        try (Lease<AuthProvider> lease = handle.acquire()) {
            assertThat(Thread.currentThread().getContextClassLoader())
                    .isSameAs(lease.driver().getClass().getClassLoader());
        }
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void lent_executors_run_on_virtual_threads_and_are_interrupted_at_the_end() throws IOException {
        Path ended = data.resolve("ended");
        PluginJar.withDriver("p", "1.0.0", "p", """
                        volatile String thread = "none";
                        public void start() {
                            java.util.concurrent.CountDownLatch running = new java.util.concurrent.CountDownLatch(1);
                            context.executor().execute(() -> {
                                thread = Thread.currentThread().isVirtual() ? "virtual" : "platform";
                                running.countDown();
                                try { Thread.sleep(java.time.Duration.ofHours(1)); }
                                catch (InterruptedException e) {
                                    try { java.nio.file.Files.createFile(java.nio.file.Path.of("%s")); } catch (java.io.IOException x) { }
                                }
                            });
                            try { running.await(); } catch (InterruptedException e) { }
                        }
                        """.formatted(ended), "return java.util.Set.of(thread);")
                .into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        assertThat(types(handle)).containsExactly("virtual");

        host.close();

        assertThat(ended).exists();
    }
}
