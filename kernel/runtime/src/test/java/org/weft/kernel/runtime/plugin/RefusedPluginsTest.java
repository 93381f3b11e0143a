/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.weft.kernel.runtime.config.ConfigFile;
import org.weft.kernel.runtime.config.DriverOptions;
import org.weft.kernel.runtime.config.Problem;
import org.weft.spi.auth.AuthProvider;

/** Plugins that are broken, hostile or not trusted are named, and the others serve. */
class RefusedPluginsTest extends PluginHostCases {

    private String refusal(String file) {
        assertThat(plugin(file).state()).isEqualTo(PluginStatus.State.FAILED);
        return plugin(file).reason();
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
        assertThat(refusal("future.jar")).isEqualTo("it works with SPI >=2.0.0, and this server speaks SPI 0.2.0");
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
                        "public void start() throws java.io.IOException { if"
                                + " (!java.nio.file.Files.exists(java.nio.file.Path.of(\""
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
        DriverOptions options = new ConfigFile(Map.of())
                .parse("weft.toml", "[[auth]]\nname = \"a\"\ndriver = \"p\"\noptions = { wrd = \"y\" }\n", data)
                .config()
                .orElseThrow()
                .auth()
                .getFirst()
                .options();
        host.entry(DriverKind.AUTH, "a", "p", options);
        host.load();

        assertThat(host.problems())
                .extracting(Problem::toString)
                .containsExactly("weft.toml:4:13: unknown key 'wrd' in options; did you mean 'word'?");
        assertThat(host.reference()).contains("| `word` | text | `x` |  |");
        host.start();
        assertThat(status("a").state()).isEqualTo(EntryStatus.State.FAILED);
    }

    @Test
    void what_an_archive_holds_is_counted_as_it_unpacks_wherever_it_lies() throws IOException {
        Path bomb = site.resolve("bomb.jar");
        PluginJar.answering("bomb", "1.0.0", "bomb", "x")
                .inflating("data.bin", 1200)
                .write(bomb);
        Files.write(site.resolve("liar.jar"), smaller(Files.readAllBytes(bomb), 1200 << 20));
        run();

        assertThat(refusal("bomb.jar")).isEqualTo("what it holds is larger than 1 GiB");
        assertThat(refusal("liar.jar")).isNotEmpty();
    }

    /** An archive whose directory says of an entry that it has one byte. */
    private static byte[] smaller(byte[] archive, int size) {
        ByteBuffer bytes = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at + 4 <= archive.length; at++) {
            if (bytes.getInt(at) == size) {
                bytes.putInt(at, 1);
            }
        }
        return archive;
    }

    @Test
    void a_service_file_that_names_a_class_of_the_jdk_is_told() throws IOException {
        new PluginJar("jdk", "1.0.0")
                .service("org.weft.spi.auth.AuthProviderFactory", "java.lang.String")
                .into(site, "jdk.jar");
        run();

        assertThat(refusal("jdk.jar"))
                .isEqualTo("META-INF/services/org.weft.spi.auth.AuthProviderFactory names java.lang.String, which is"
                        + " no class of the plugin's");
    }

    @Test
    void a_broken_library_is_named() throws IOException {
        PluginJar.answering("broken", "1.0.0", "broken", "x")
                .entry("lib/driver-7.jar", new byte[] {7, 3, 1})
                .into(site, "broken.jar");
        run();

        assertThat(refusal("broken.jar")).startsWith("its lib/driver-7.jar is no readable archive");
    }
}
