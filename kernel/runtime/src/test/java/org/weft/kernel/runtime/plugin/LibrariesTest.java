/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.weft.kernel.runtime.plugin.HostFixture.eventually;
import static org.weft.kernel.runtime.plugin.HostFixture.types;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.auth.AuthProvider;

class LibrariesTest {

    /** Tells what the library says, and a number that is the same as long as its classes are. */
    private static final String ASK = """
            try { return (java.util.Set<String>) Class.forName("site.lib.Word").getMethod("words").invoke(null); }
            catch (ReflectiveOperationException e) { throw new IllegalStateException(e); }""";

    @TempDir
    Path data = Path.of("");

    private HostFixture fixture;

    @BeforeEach
    void host() throws IOException {
        fixture = new HostFixture(data);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static byte[] library(String word) throws IOException {
        return new PluginJar("lib", "1.0.0")
                .classes(Map.of("site.lib.Word", """
                                package site.lib;
                                public class Word {
                                    static final String BORN = "born " + java.util.UUID.randomUUID();
                                    public static java.util.Set<String> words() {
                                        return new java.util.TreeSet<>(java.util.List.of("%s", BORN));
                                    }
                                }
                                """.formatted(word)), "")
                .bytes();
    }

    private static PluginJar plugin(String id, String version, String word) throws IOException {
        return PluginJar.withDriver(id, version, id, "", ASK).entry("lib/word.jar", library(word));
    }

    @Test
    void two_plugins_with_conflicting_versions_of_one_library_live_side_by_side() throws IOException {
        plugin("a", "1.0.0", "old library").into(fixture.site, "a.jar");
        plugin("b", "1.0.0", "new library").into(fixture.site, "b.jar");
        DriverHandle<AuthProvider> a = fixture.entry("a", "a");
        DriverHandle<AuthProvider> b = fixture.entry("b", "b");
        fixture.run();

        assertThat(types(a)).contains("old library");
        assertThat(types(b)).contains("new library");
    }

    @Test
    void two_plugins_with_the_same_library_share_nothing() throws IOException {
        byte[] same = library("same");
        PluginJar.withDriver("a", "1.0.0", "a", "", ASK)
                .entry("lib/word.jar", same)
                .into(fixture.site, "a.jar");
        PluginJar.withDriver("b", "1.0.0", "b", "", ASK)
                .entry("lib/word.jar", same)
                .into(fixture.site, "b.jar");
        DriverHandle<AuthProvider> a = fixture.entry("a", "a");
        DriverHandle<AuthProvider> b = fixture.entry("b", "b");
        fixture.run();

        assertThat(types(a)).contains("same").isNotEqualTo(types(b));
    }

    @Test
    void replacing_only_the_driver_reuses_the_libraries() throws IOException {
        byte[] same = library("same");
        PluginJar.withDriver("p", "1.0.0", "p", "", ASK)
                .entry("lib/word.jar", same)
                .into(fixture.site, "p.jar");
        DriverHandle<AuthProvider> handle = fixture.entry("a", "p");
        fixture.run();
        Set<String> before = types(handle);

        PluginJar.withDriver("p", "2.0.0", "p", "", ASK)
                .entry("lib/word.jar", same)
                .into(fixture.site, "p.jar");
        eventually(() -> fixture.status("a").plugin().equals("p 2.0.0"));
        assertThat(types(handle)).isEqualTo(before);

        PluginJar.withDriver("p", "3.0.0", "p", "", ASK)
                .entry("lib/word.jar", library("other"))
                .into(fixture.site, "p.jar");
        eventually(() -> fixture.status("a").plugin().equals("p 3.0.0"));
        assertThat(types(handle)).contains("other").doesNotContainAnyElementsOf(before);
        // one plugin, one set of libraries: what went is swept just after it is told of no more
        eventually(() -> fixture.host.plugins().size() == 1
                && requireNonNull(data.resolve("work").toFile().list()).length == 2);
    }

    @Test
    void a_library_finds_what_the_plugin_brings_by_the_context_loader() throws IOException {
        byte[] library = new PluginJar("lib", "1.0.0")
                .classes(Map.of("site.lib.Voice", """
                                package site.lib;
                                public interface Voice {
                                    String says();
                                    static java.util.Set<String> all() {
                                        java.util.Set<String> all = new java.util.TreeSet<>();
                                        for (Voice v : java.util.ServiceLoader.load(Voice.class)) all.add(v.says());
                                        return all;
                                    }
                                }
                                """), "")
                .bytes();
        PluginJar.withDriver("p", "1.0.0", "p", "", """
                        try { return (java.util.Set<String>) Class.forName("site.lib.Voice").getMethod("all").invoke(null); }
                        catch (ReflectiveOperationException e) { throw new IllegalStateException(e); }""")
                .classes(
                        Map.of(
                                "site.lib.Voice",
                                "package site.lib; public interface Voice { String says(); }",
                                "site.Mine",
                                "package site; public class Mine implements site.lib.Voice { public String says() { return \"mine\"; } }"),
                        "site/Mine")
                .service("site.lib.Voice", "site.Mine")
                .entry("lib/voice.jar", library)
                .into(fixture.site, "p.jar");
        DriverHandle<AuthProvider> handle = fixture.entry("a", "p");
        fixture.run();

        assertThat(types(handle)).containsExactly("mine");
    }

    @Test
    void libraries_that_cannot_be_unloaded_stay_are_told_and_are_few() throws IOException {
        DriverHandle<AuthProvider> handle = fixture.entry("a", "p");
        fixture.run();
        retained("1.0.0", "one");
        eventually(() -> fixture.status("a").plugin().equals("p 1.0.0"));
        Set<String> first = types(handle);

        retained("2.0.0", "two");
        eventually(() -> fixture.status("a").plugin().equals("p 2.0.0"));
        eventually(() -> fixture.is(PluginStatus.State.RETAINED, "1.0.0"));

        retained("3.0.0", "three");
        eventually(() -> fixture.is(PluginStatus.State.FAILED, "3.0.0"));
        assertThat(fixture.refusal("p.jar"))
                .contains("it would leave 2 unused sets")
                .contains("restart the server");
        assertThat(types(handle)).contains("two");

        retained("1.1.0", "one");
        eventually(() -> fixture.status("a").plugin().equals("p 1.1.0"));
        assertThat(types(handle)).as("the set that lay there is used again").isEqualTo(first);
    }

    private void retained(String version, String word) throws IOException {
        Path library = data.resolve(word);
        if (!Files.exists(library)) {
            Files.write(library, library(word));
        }
        PluginJar.withDriver("p", version, "p", "", ASK)
                .manifest("Weft-Libraries", "retained")
                .entry("lib/word.jar", Files.readAllBytes(library))
                .into(fixture.site, "p.jar");
    }
}
