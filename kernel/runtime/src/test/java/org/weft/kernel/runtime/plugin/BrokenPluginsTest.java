/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.kernel.runtime.plugin.HostFixture.eventually;
import static org.weft.kernel.runtime.plugin.HostFixture.types;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.spi.WeftException;
import org.weft.spi.auth.AuthProvider;
import org.weft.spi.identity.Directory;

/** Broken plugins: each is named with its reason, and a good plugin beside it serves all the time. */
class BrokenPluginsTest {

    private static final String AUTH = "org.weft.spi.auth.AuthProviderFactory";
    private static final String FINE = "return java.util.Set.of(\"fine\");";
    private static final String FOREVER =
            "while (true) try { Thread.sleep(1000); } catch (InterruptedException deaf) { }";

    @TempDir
    Path data = Path.of("");

    private HostFixture fixture;
    private DriverHandle<AuthProvider> good;

    @BeforeEach
    void host() throws IOException {
        fixture = new HostFixture(data);
        PluginJar.answering("good", "1.0.0", "good", "one").into(fixture.site, "good.jar");
        good = fixture.entry("good", "good");
    }

    @AfterEach
    void the_good_plugin_serves_and_the_host_still_works() throws IOException {
        assertThat(types(good)).containsExactly("one");
        PluginJar.answering("good", "1.0.1", "good", "two").into(fixture.site, "good.jar");
        eventually(() -> fixture.status("good").plugin().equals("good 1.0.1"));
        assertThat(types(good)).containsExactly("two");
        fixture.close();
    }

    private String refusedAtTheStart(PluginJar animal) throws IOException {
        animal.into(fixture.site, "animal.jar");
        fixture.run();
        return fixture.refusal("animal.jar");
    }

    /** A plugin whose factory has a body of its own. */
    private static PluginJar factory(String body) throws IOException {
        return new PluginJar("animal", "1.0.0")
                .classes(
                        Map.of("zoo.Base", "package zoo; public class Base {}", "zoo.Factory", """
                            package zoo;
                            public class Factory extends Base implements org.weft.spi.auth.AuthProviderFactory<Factory.None> {
                                public record None() {}
                                %s
                                public String name() { return "animal"; }
                                public Class<None> configType() { return None.class; }
                                public org.weft.spi.auth.AuthProvider create(None o, org.weft.spi.DriverContext c) { return null; }
                            }
                            """.formatted(body)), "")
                .service(AUTH, "zoo.Factory");
    }

    private static PluginJar driver(String members) throws IOException {
        return PluginJar.withDriver("animal", "1.0.0", "animal", members, FINE);
    }

    // ---- archives

    @Test
    void not_a_zip_at_all() throws IOException {
        Files.writeString(fixture.site.resolve("animal.jar"), "<html>404 not found</html>");
        fixture.run();

        assertThat(fixture.refusal("animal.jar")).contains("no readable archive");
    }

    @Test
    void a_zip_whose_end_is_missing() throws IOException {
        byte[] whole = driver("").bytes();
        Files.write(fixture.site.resolve("animal.jar"), Arrays.copyOf(whole, whole.length - 30));
        fixture.run();

        assertThat(fixture.refusal("animal.jar")).contains("no readable archive");
    }

    @Test
    void a_zip_whose_content_is_damaged_behind_an_intact_directory() throws IOException {
        byte[] bytes = driver("")
                .entry("lib/word.jar", new PluginJar("x", "1.0.0").bytes())
                .bytes();
        Arrays.fill(bytes, 400, bytes.length / 2, (byte) 7);
        Files.write(fixture.site.resolve("animal.jar"), bytes);
        fixture.run();

        assertThat(fixture.refusal("animal.jar")).isNotEmpty();
    }

    @Test
    void a_small_zip_that_unpacks_to_more_than_the_disk_should_hold() throws IOException {
        Path jar = driver("").into(fixture.site, "animal.jar");
        appended(jar, "lib/bomb.jar", (1L << 30) + (1 << 20));
        assertThat(Files.size(jar)).isLessThan(4 << 20);
        fixture.run();

        assertThat(fixture.refusal("animal.jar")).contains("larger than 1 GiB");
        assertThat(data.resolve("work").toFile().list()).hasSize(1);
    }

    /** Rewrites an archive with one more entry of zeros. */
    private static void appended(Path jar, String name, long zeros) throws IOException {
        Path with = jar.resolveSibling("with.tmp");
        try (var in = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(Files.newOutputStream(with))) {
            for (ZipEntry entry : Collections.list(in.entries())) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                in.getInputStream(entry).transferTo(out);
            }
            out.putNextEntry(new ZipEntry(name));
            byte[] block = new byte[1 << 20];
            for (long left = zeros; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        Files.move(with, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_nested_library_that_would_be_unpacked_elsewhere() throws IOException {
        assertThat(refusedAtTheStart(driver("").entry("lib/../../../evil.jar", new byte[] {1})))
                .contains("leads out of its folder");
        assertThat(data.resolve("evil.jar")).doesNotExist();
        assertThat(data.resolveSibling("evil.jar")).doesNotExist();
    }

    @Test
    void a_file_that_changes_while_it_is_read() throws IOException {
        byte[] whole = driver("").bytes();
        Path jar = fixture.site.resolve("animal.jar");
        fixture.entry("a", "animal");
        fixture.run();
        Files.write(jar, Arrays.copyOf(whole, whole.length / 3));
        for (int at = whole.length / 3; at < whole.length; at += 100) {
            Files.write(
                    jar, Arrays.copyOfRange(whole, at, Math.min(whole.length, at + 100)), StandardOpenOption.APPEND);
            Thread.onSpinWait();
        }

        eventually(() -> fixture.status("a").state() == EntryStatus.State.SERVING);
    }

    // ---- manifests and services

    @Test
    void the_id_of_another_plugin() throws IOException {
        assertThat(refusedAtTheStart(PluginJar.answering("good", "9.0.0", "other", "x")
                        .manifest("Plugin-Description", "comes before good.jar in the alphabet")))
                .isEmpty();
        assertThat(fixture.refusal("good.jar")).contains("Plugin-Id 'good' of animal.jar");
        Files.delete(fixture.site.resolve("animal.jar"));
        eventually(() -> fixture.status("good").state() == EntryStatus.State.SERVING);
    }

    @Test
    void the_driver_of_another_plugin() throws IOException {
        assertThat(refusedAtTheStart(PluginJar.answering("thief", "1.0.0", "good", "x")))
                .as("the first in the alphabet wins")
                .isEmpty();
        assertThat(fixture.refusal("good.jar")).contains("which thief 1.0.0 brings already");
        Files.delete(fixture.site.resolve("animal.jar"));
        eventually(() -> fixture.plugin("animal.jar").isEmpty());
        fixture.host.reload("good");
    }

    private PluginJar ofTwoKinds(String version) throws IOException {
        return PluginJar.answering("animal", version, "animal", version)
                .classes(Map.of("zoo.Book", """
                    package zoo;
                    public class Book implements org.weft.spi.identity.DirectoryFactory<Book.None> {
                        public record None() {}
                        public String name() { return "animal"; }
                        public Class<None> configType() { return None.class; }
                        public org.weft.spi.identity.Directory create(None o, org.weft.spi.DriverContext c) {
                            return new org.weft.spi.identity.Directory() { public void close() {} };
                        }
                    }
                    """), "")
                .service("org.weft.spi.identity.DirectoryFactory", "zoo.Book");
    }

    @Test
    void drivers_of_two_kinds_that_bear_one_name() throws IOException {
        ofTwoKinds("1.0.0").into(fixture.site, "animal.jar");
        DriverHandle<AuthProvider> signIn = fixture.entry("signing in", "animal");
        DriverHandle<Directory> book =
                fixture.host.entry(DriverKind.DIRECTORY, "book", "animal", DriverOptions.none("test"));
        fixture.run();

        assertThat(types(signIn)).containsExactly("1.0.0");
        try (Lease<Directory> lease = book.acquire()) {
            assertThat(lease.driver().users()).isEmpty();
        }
        ofTwoKinds("1.0.1").into(fixture.site, "animal.jar");
        for (String entry : List.of("signing in", "book")) {
            eventually(() -> fixture.status(entry).plugin().equals("animal 1.0.1"));
            assertThat(fixture.status(entry).state()).isEqualTo(EntryStatus.State.SERVING);
        }
        assertThat(types(signIn)).containsExactly("1.0.1");
    }

    @Test
    void a_newer_contract_than_the_servers() throws IOException {
        assertThat(refusedAtTheStart(driver("").manifest("Plugin-Requires", ">=0.9.0 & <1.0.0")))
                .isEqualTo("it works with SPI >=0.9.0 & <1.0.0, and this server speaks SPI 0.2.0");
    }

    @Test
    void classes_of_the_contract_inside() throws IOException {
        assertThat(refusedAtTheStart(driver("").entry("org/weft/spi/Driver.class", new byte[] {1})))
                .contains("org/weft/spi/Driver.class");
    }

    @Test
    void classes_of_the_contract_inside_a_nested_library() throws IOException {
        byte[] smuggler = new PluginJar("x", "1.0.0")
                .entry("org/slf4j/Logger.class", new byte[] {1})
                .bytes();
        assertThat(refusedAtTheStart(driver("").entry("lib/api.jar", smuggler)))
                .contains("lib/api.jar holds org/slf4j/Logger.class");
    }

    @Test
    void a_service_file_that_names_a_class_of_another_kind() throws IOException {
        assertThat(refusedAtTheStart(new PluginJar("animal", "1.0.0")
                        .classes(Map.of("zoo.Stone", "package zoo; public class Stone {}"), "")
                        .service(AUTH, "zoo.Stone")))
                .contains("zoo.Stone not a subtype");
    }

    @Test
    void a_service_file_that_is_no_text() throws IOException {
        assertThat(refusedAtTheStart(factory("").entry("META-INF/services/" + AUTH, new byte[] {(byte) 0xca, 0, 1, 2})))
                .contains("none of its drivers can be used");
    }

    // ---- classes

    @Test
    void a_static_initialiser_that_throws() throws IOException {
        assertThat(refusedAtTheStart(factory("static { if (true) throw new IllegalStateException(\"static boom\"); }")))
                .contains("static boom");
    }

    @Test
    void a_missing_superclass() throws IOException {
        assertThat(refusedAtTheStart(factory("").dropping("zoo/Base.class"))).contains("zoo/Base");
    }

    @Test
    void a_class_file_from_the_future() throws IOException {
        byte[] future = factory("").content("zoo/Factory.class");
        future[6] = 1; // the major version's upper byte
        assertThat(refusedAtTheStart(factory("").entry("zoo/Factory.class", future)))
                .contains("UnsupportedClassVersionError");
    }

    @Test
    void a_factory_that_throws_an_error() throws IOException {
        assertThat(refusedAtTheStart(factory("public Factory() { throw new AssertionError(\"new boom\"); }")))
                .contains("new boom");
    }

    @Test
    void a_factory_whose_name_is_missing() throws IOException {
        assertThat(refusedAtTheStart(PluginJar.withDriver("animal", "1.0.0", "\" + null + \"", "", FINE)
                        .classes(Map.of("site.Factory", """
                            package site;
                            public class Factory implements org.weft.spi.auth.AuthProviderFactory<Factory.None> {
                                public record None() {}
                                public String name() { return null; }
                                public Class<None> configType() { return null; }
                                public org.weft.spi.auth.AuthProvider create(None o, org.weft.spi.DriverContext c) { return null; }
                            }
                            """), "")))
                .contains("none of its drivers can be used");
    }

    // ---- things that do not come back

    @ParameterizedTest
    @CsvSource({"sleeps, Thread.sleep(1_000_000_000L)", "spins, while (true) Thread.onSpinWait()"})
    void a_constructor_that_does_not_come_back(String how, String body) throws IOException {
        String reason = refusedAtTheStart(
                factory("public Factory() { try { if (true) " + body + "; } catch (Exception e) { } }"));

        assertThat(reason).as(how).contains("its factories cannot be made: load has not come back within 2 s");
    }

    @Test
    void a_start_that_does_not_come_back_and_heeds_interrupts_is_tried_again() throws IOException {
        driver("public void start() throws java.io.IOException { try { Thread.sleep(1_000_000_000L); }"
                        + " catch (InterruptedException e) { throw new java.io.IOException(e); } }")
                .into(fixture.site, "animal.jar");
        fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").state()).isEqualTo(EntryStatus.State.WAITING);
        assertThat(fixture.status("a").reason())
                .contains("start has not come back within 2 s (in site.Driver.start)")
                .contains("tried again");
    }

    @Test
    void a_start_that_never_comes_back_fails_its_entry() throws IOException {
        driver("public void start() { " + FOREVER + " }").into(fixture.site, "animal.jar");
        DriverHandle<AuthProvider> handle = fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").state()).isEqualTo(EntryStatus.State.FAILED);
        assertThat(fixture.status("a").reason()).contains("does not heed interrupts");
        assertThatThrownBy(handle::acquire).isInstanceOf(WeftException.Unavailable.class);
    }

    @Test
    void a_close_that_never_comes_back_leaves_a_thread_and_its_name() throws IOException {
        driver("void closing() { " + FOREVER + " }").into(fixture.site, "animal.jar");
        fixture.entry("a", "animal");
        fixture.run();
        assertThat(fixture.status("a").state()).isEqualTo(EntryStatus.State.SERVING);

        Files.delete(fixture.site.resolve("animal.jar"));

        eventually(() -> fixture.is(PluginStatus.State.LEAKED, "1.0.0"));
        assertThat(fixture.plugin("animal.jar").orElseThrow().reason()).contains("thread 'plugin-close'");
    }

    @Test
    void a_start_that_throws_an_error() throws IOException {
        driver("public void start() { throw new StackOverflowError(\"deep\"); }")
                .into(fixture.site, "animal.jar");
        fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").state()).isEqualTo(EntryStatus.State.FAILED);
        assertThat(fixture.status("a").reason()).contains("StackOverflowError: deep");
    }

    @Test
    void a_health_that_throws_an_error_is_a_driver_that_is_down() throws IOException {
        driver("int asked; public org.weft.spi.Health health() { if (asked++ > 0) throw new AssertionError(\"ill\");"
                        + " return org.weft.spi.Health.up(); }")
                .into(fixture.site, "animal.jar");
        DriverHandle<AuthProvider> handle = fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").reason()).contains("AssertionError: ill");
        assertThat(types(handle)).containsExactly("fine");
    }

    @Test
    void a_health_that_never_comes_back_does_not_hold_up_who_asks() throws IOException {
        driver("int asked; public org.weft.spi.Health health() { if (asked++ > 0) " + FOREVER
                        + " return org.weft.spi.Health.up(); }")
                .into(fixture.site, "animal.jar");
        fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").reason()).contains("health has not come back within 2 s");
        assertThat(List.of(fixture.status("a").plugin())).containsExactly("animal 1.0.0");
    }

    @Test
    void a_driver_that_is_null() throws IOException {
        factory("").into(fixture.site, "animal.jar");
        fixture.entry("a", "animal");
        fixture.run();

        assertThat(fixture.status("a").state()).isEqualTo(EntryStatus.State.FAILED);
        assertThat(fixture.status("a").reason()).contains("its factory makes no driver");
    }
}
