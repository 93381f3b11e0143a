/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.config.ConfigFile;
import org.weft.kernel.config.Options;
import org.weft.kernel.config.Problem;
import org.weft.spi.WeftException;
import org.weft.spi.auth.AuthProvider;

class PluginHostTest {

    @TempDir
    Path data = Path.of("");

    private Path site = Path.of("");
    private Path shipped = Path.of("");
    private PluginHost host = host(Set.of());

    private PluginHost host(Set<String> trusted) {
        return new PluginHost(
                new HostSettings(
                        Optional.of(data.resolve("shipped")),
                        data.resolve("plugins"),
                        data.resolve("work"),
                        "0.1.0",
                        new Trust(trusted, Optional.empty()),
                        new Limits(Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofSeconds(30), 3)),
                new Lending(
                        data.resolve("drivers"),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry(),
                        Lending.Databases.none()));
    }

    @BeforeEach
    void folders() throws IOException {
        site = Files.createDirectories(data.resolve("plugins"));
        shipped = Files.createDirectories(data.resolve("shipped"));
        host = host(Set.of());
    }

    @AfterEach
    void close() {
        host.close();
    }

    private DriverHandle<AuthProvider> entry(String name, String driver) {
        return host.entry(Kind.AUTH, name, driver, Options.none("test"));
    }

    private void run() {
        host.load();
        host.start();
    }

    private static Set<String> types(DriverHandle<AuthProvider> handle) {
        try (Lease<AuthProvider> lease = handle.acquire()) {
            return lease.driver().types();
        }
    }

    /** Waits for what happens in the folders to be noticed; fails when it is not for very long. */
    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(15).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for a minute").isLessThan(deadline);
            try {
                Thread.sleep(10);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private EntryStatus status(String name) {
        return host.entries().stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private PluginStatus plugin(String file) {
        return host.plugins().stream()
                .filter(plugin -> plugin.file().equals(file))
                .findFirst()
                .orElseThrow();
    }

    private String refusal(String file) {
        assertThat(plugin(file).state()).isEqualTo(PluginStatus.State.FAILED);
        return plugin(file).reason();
    }

    @Test
    void a_plugin_that_is_there_at_the_start_serves() throws IOException {
        PluginJar.answering("good", "1.0.0", "good", "one").into(site, "good.jar");
        DriverHandle<AuthProvider> handle = entry("a", "good");
        run();

        assertThat(types(handle)).containsExactly("one");
        assertThat(status("a"))
                .isEqualTo(new EntryStatus("auth", "a", "good", EntryStatus.State.SERVING, "good 1.0.0", 0, ""));
        assertThat(plugin("good.jar").state()).isEqualTo(PluginStatus.State.SERVING);
        assertThat(plugin("good.jar").drivers()).containsExactly("auth:good");
    }

    @Test
    void an_entry_waits_for_its_plugin_and_serves_when_it_is_dropped_in() throws IOException {
        DriverHandle<AuthProvider> handle = entry("a", "late");
        run();

        assertThatThrownBy(handle::acquire)
                .isInstanceOf(WeftException.Unavailable.class)
                .hasMessage("the auth 'a' is not available at the moment");
        assertThat(status("a").state()).isEqualTo(EntryStatus.State.WAITING);
        assertThat(status("a").reason()).isEqualTo("no plugin brings the auth driver 'late' yet");

        PluginJar.answering("late", "1.0.0", "late", "hello").into(site, "late.jar");
        eventually(() -> status("a").state() == EntryStatus.State.SERVING);

        assertThat(types(handle)).containsExactly("hello");
    }

    @Test
    void a_replaced_plugin_is_swapped_while_calls_on_the_old_one_end_in_peace() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        try (Lease<AuthProvider> lease = handle.acquire()) {
            PluginJar.answering("p", "2.0.0", "p", "new").into(site, "p.jar");
            eventually(() -> status("a").plugin().equals("p 2.0.0"));

            assertThat(types(handle)).containsExactly("new");
            assertThat(lease.driver().types()).containsExactly("old");
            assertThat(host.plugins())
                    .extracting(PluginStatus::state)
                    .containsExactly(PluginStatus.State.DRAINING, PluginStatus.State.SERVING);
        }
        eventually(() -> host.plugins().size() == 1);
        assertThat(types(handle)).containsExactly("new");
    }

    @Test
    void a_replacement_that_does_not_start_leaves_the_old_version_serving() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        PluginJar.withDriver(
                        "p",
                        "2.0.0",
                        "p",
                        "public void start() { throw new IllegalStateException(\"bad day\"); }",
                        "return null;")
                .into(site, "p.jar");
        eventually(() -> host.plugins().size() == 2);

        assertThat(types(handle)).containsExactly("old");
        assertThat(host.plugins()).anySatisfy(plugin -> {
            assertThat(plugin.version()).isEqualTo("2.0.0");
            assertThat(plugin.reason())
                    .contains("version 1.0.0 goes on serving")
                    .contains("bad day");
        });
    }

    @Test
    void a_file_overwritten_with_garbage_leaves_the_loaded_version_serving() throws IOException {
        Path jar = PluginJar.answering("p", "1.0.0", "p", "old").into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        Files.writeString(jar, "garbage");
        eventually(() -> host.plugins().size() == 2);

        assertThat(types(handle)).containsExactly("old");
    }

    @Test
    void a_removed_plugin_is_drained_closed_and_unloaded() throws IOException {
        Path closed = data.resolve("closed");
        Path jar = PluginJar.withDriver(
                        "p",
                        "1.0.0",
                        "p",
                        "void closing() { try { java.nio.file.Files.createFile(java.nio.file.Path.of(\"" + closed
                                + "\")); } catch (java.io.IOException e) { throw new IllegalStateException(e); } }",
                        "return java.util.Set.of();")
                .into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        WeakReference<ClassLoader> loader = removed(handle, jar, closed);
        eventually(() -> host.plugins().isEmpty() && Files.exists(closed));
        eventually(() -> {
            System.gc();
            return loader.get() == null;
        });
        eventually(() -> isEmpty(data.resolve("work")));
        assertThat(status("a").plugin()).isEmpty();
    }

    /** In a method of its own, so that no variable of the test keeps the driver alive. */
    private WeakReference<ClassLoader> removed(DriverHandle<AuthProvider> handle, Path jar, Path closed)
            throws IOException {
        try (Lease<AuthProvider> lease = handle.acquire()) {
            Files.delete(jar);
            eventually(() -> status("a").state() == EntryStatus.State.WAITING);
            assertThat(closed).doesNotExist();
            assertThatThrownBy(handle::acquire).isInstanceOf(WeftException.Unavailable.class);
            return new WeakReference<>(lease.driver().getClass().getClassLoader());
        }
    }

    private static boolean isEmpty(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && names.length == 0;
    }

    @Test
    void the_sites_plugin_wins_over_the_shipped_one_of_the_same_id() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "shipped").into(shipped, "p.jar");
        Path jar = PluginJar.answering("p", "1.1.0", "p", "site").into(site, "mine.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(types(handle)).containsExactly("site");
        assertThat(plugin("p.jar").state()).isEqualTo(PluginStatus.State.HIDDEN);
        assertThat(plugin("p.jar").reason()).contains("mine.jar is used instead");

        Files.delete(jar);
        eventually(() -> status("a").plugin().equals("p 1.0.0"));
        assertThat(types(handle)).containsExactly("shipped");
    }

    @Test
    void broken_archives_are_refused_by_name_and_the_others_serve() throws IOException {
        byte[] good = PluginJar.answering("good", "1.0.0", "good", "one").bytes();
        Files.write(site.resolve("good.jar"), good);
        Files.createFile(site.resolve("empty.jar"));
        Files.write(site.resolve("random.jar"), new byte[] {7, 3, 1, 99, 42});
        Files.write(site.resolve("truncated.jar"), Arrays.copyOf(good, good.length / 2));
        Files.write(
                site.resolve("plain.jar"),
                new PluginJar("x", "1.0.0").without("Plugin-Id").bytes());
        PluginJar.answering("old", "1.0.0", "old", "x")
                .manifest("Plugin-Requires", ">=2.0.0")
                .into(site, "future.jar");
        PluginJar.answering("nor", "1.0.0", "nor", "x")
                .without("Plugin-Requires")
                .into(site, "norange.jar");
        PluginJar.answering("bad", "one", "bad", "x").into(site, "badversion.jar");
        PluginJar.answering("dep", "1.0.0", "dep", "x")
                .manifest("Plugin-Dependencies", "other")
                .into(site, "dependent.jar");
        PluginJar.answering("smuggle", "1.0.0", "smuggle", "x")
                .entry("org/weft/spi/Driver.class", new byte[] {1})
                .into(site, "smuggler.jar");
        PluginJar.answering("deep", "1.0.0", "deep", "x")
                .entry(
                        "lib/api.jar",
                        new PluginJar("y", "1.0.0")
                                .entry("org/slf4j/Logger.class", new byte[] {1})
                                .bytes())
                .into(site, "nestedsmuggler.jar");
        PluginJar.answering("slip", "1.0.0", "slip", "x")
                .entry("lib/../../../evil.jar", new byte[] {1})
                .into(site, "slip.jar");
        new PluginJar("none", "1.0.0").entry("readme.txt", new byte[] {1}).into(site, "nodriver.jar");
        PluginJar.answering("good", "1.0.1", "other", "x").into(site, "zwilling.jar");
        PluginJar.answering("thief", "1.0.0", "good", "x").into(site, "thief.jar");
        DriverHandle<AuthProvider> handle = entry("a", "good");
        run();

        assertThat(types(handle)).containsExactly("one");
        assertThat(refusal("empty.jar")).isEqualTo("it is empty");
        assertThat(refusal("random.jar")).contains("no readable archive");
        assertThat(refusal("truncated.jar")).contains("no readable archive");
        assertThat(refusal("plain.jar")).startsWith("its manifest has no Plugin-Id");
        assertThat(refusal("future.jar")).isEqualTo("it works with SPI >=2.0.0, and this server speaks SPI 0.1.0");
        assertThat(refusal("norange.jar")).contains("no Plugin-Requires");
        assertThat(refusal("badversion.jar")).contains("'one' is not a version");
        assertThat(refusal("dependent.jar")).contains("asks for other plugins");
        assertThat(refusal("smuggler.jar")).contains("org/weft/spi/Driver.class");
        assertThat(refusal("nestedsmuggler.jar")).contains("lib/api.jar holds org/slf4j/Logger.class");
        assertThat(refusal("slip.jar")).contains("leads out of its folder");
        assertThat(refusal("nodriver.jar")).contains("brings no driver");
        assertThat(refusal("zwilling.jar")).contains("Plugin-Id 'good' of good.jar");
        assertThat(refusal("thief.jar")).contains("which good 1.0.0 brings already");
        assertThat(data.resolve("evil.jar")).doesNotExist();
        assertThat(data.resolveSibling("evil.jar")).doesNotExist();
    }

    @Test
    void an_archive_that_is_not_trusted_is_refused() throws IOException {
        host.close();
        host = host(Set.of("0".repeat(64)));
        PluginJar.answering("p", "1.0.0", "p", "x").into(site, "p.jar");
        run();

        assertThat(refusal("p.jar")).contains("is not listed under [plugins] trust");
    }

    private static PluginJar hostile(String id, String factoryBody) throws IOException {
        return new PluginJar(id, "1.0.0")
                .classes(
                        Map.of("bad.Base", "package bad; public class Base {}", "bad.Factory", """
                                package bad;
                                public class Factory extends Base implements org.weft.spi.auth.AuthProviderFactory<Factory.None> {
                                    public record None() {}
                                    %s
                                    public String name() { return "%s"; }
                                    public Class<None> configType() { return None.class; }
                                    public org.weft.spi.auth.AuthProvider create(None o, org.weft.spi.DriverContext c) { throw new NoClassDefFoundError("gone/Away"); }
                                }
                                """.formatted(
                                        factoryBody, id)),
                        "bad/Factory")
                .service("org.weft.spi.auth.AuthProviderFactory", "bad.Factory");
    }

    private static PluginJar withBase(PluginJar jar) throws IOException {
        return jar.classes(Map.of("bad.Base", "package bad; public class Base {}"), "");
    }

    @Test
    void hostile_factories_are_named_and_the_others_serve() throws IOException {
        withBase(hostile("initializer", "static { if (true) throw new IllegalStateException(\"static boom\"); }"))
                .into(site, "initializer.jar");
        withBase(hostile("constructor", "public Factory() { throw new IllegalStateException(\"new boom\"); }"))
                .into(site, "constructor.jar");
        withBase(hostile("private", "private Factory() {}")).into(site, "private.jar");
        hostile("missing", "").into(site, "missing.jar");
        new PluginJar("absent", "1.0.0")
                .service("org.weft.spi.auth.AuthProviderFactory", "no.Such")
                .into(site, "absent.jar");
        PluginJar.answering("half", "1.0.0", "half", "fine")
                .service("org.weft.spi.auth.AuthProviderFactory", "no.Such", "site.Factory")
                .into(site, "half.jar");
        DriverHandle<AuthProvider> handle = entry("a", "half");
        run();

        assertThat(types(handle)).containsExactly("fine");
        assertThat(plugin("half.jar").reason()).contains("no.Such not found");
        assertThat(refusal("initializer.jar")).contains("static boom");
        assertThat(refusal("constructor.jar")).contains("new boom");
        assertThat(refusal("private.jar")).contains("none of its drivers can be used");
        assertThat(refusal("missing.jar")).contains("bad/Base");
        assertThat(refusal("absent.jar")).contains("no.Such not found");
    }

    @Test
    void a_driver_that_cannot_be_made_fails_its_entry_alone() throws IOException {
        withBase(hostile("away", "")).into(site, "away.jar");
        PluginJar.answering("good", "1.0.0", "good", "one").into(site, "good.jar");
        entry("broken", "away");
        DriverHandle<AuthProvider> good = entry("fine", "good");
        run();

        assertThat(types(good)).containsExactly("one");
        assertThat(status("broken").state()).isEqualTo(EntryStatus.State.FAILED);
        assertThat(status("broken").reason())
                .contains("the driver cannot be made")
                .contains("gone/Away");
    }

    @Test
    void a_driver_whose_backend_is_away_is_tried_again() throws IOException {
        Path backend = data.resolve("backend");
        PluginJar.withDriver(
                        "p",
                        "1.0.0",
                        "p",
                        "public void start() throws java.io.IOException { if (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
                                + backend + "\"))) throw new java.io.IOException(\"the backend is away\"); }",
                        "return java.util.Set.of(\"up\");")
                .into(site, "p.jar");
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();

        assertThat(status("a").state()).isEqualTo(EntryStatus.State.WAITING);
        assertThat(status("a").reason()).contains("the backend is away");
        assertThatThrownBy(handle::acquire).hasMessage("the auth 'a' is not available at the moment");

        Files.createFile(backend);
        eventually(() -> status("a").state() == EntryStatus.State.SERVING);
        assertThat(types(handle)).containsExactly("up");
    }

    @Test
    void mistakes_in_options_are_reported_with_their_places() throws IOException {
        PluginJar.answering("p", "1.0.0", "p", "x").into(site, "p.jar");
        Options options = new ConfigFile(Map.of())
                .parse("weft.toml", "[[auth]]\nname = \"a\"\ndriver = \"p\"\noptions = { wrd = \"y\" }\n", data)
                .config()
                .orElseThrow()
                .auth()
                .getFirst()
                .options();
        host.entry(Kind.AUTH, "a", "p", options);
        host.load();

        assertThat(host.problems())
                .extracting(Problem::toString)
                .containsExactly("weft.toml:4:13: unknown key 'wrd' in options; did you mean 'word'?");
        assertThat(host.reference()).contains("| `word` | text | `x` |  |");
        host.start();
        assertThat(status("a").state()).isEqualTo(EntryStatus.State.FAILED);
    }

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
                "org.weft.kernel.plugin.PluginHost",
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

    @Test
    void a_plugin_can_be_swapped_many_times_and_leaves_nothing() throws IOException {
        DriverHandle<AuthProvider> handle = entry("a", "p");
        run();
        for (int round = 0; round < 5; round++) {
            String version = "1.0." + round;
            PluginJar.answering("p", version, "p", "v" + round).into(site, "p.jar");
            eventually(() -> status("a").plugin().equals("p " + version));
            assertThat(types(handle)).containsExactly("v" + round);
        }
        eventually(() -> host.plugins().size() == 1);
        assertThat(List.of(data.resolve("work").toFile().list())).hasSize(1);
    }
}
