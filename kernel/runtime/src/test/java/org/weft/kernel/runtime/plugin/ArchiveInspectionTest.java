/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveInspectionTest {

    private static final String AUTH = "org.weft.spi.auth.AuthProviderFactory";

    @TempDir
    Path data = Path.of("");

    private ArchiveInspection.Report inspect(PluginJar jar) throws IOException {
        HostSettings settings = new HostSettings(
                Optional.empty(),
                data.resolve("none"),
                data.resolve("work"),
                "0.2.0",
                PluginTrust.any(),
                HostLimits.usual());
        return new ArchiveInspection(settings).of(jar.into(data, "p.jar"));
    }

    private static String factory(String name, String head, String options) {
        return """
            package zoo;
            %s class %s implements org.weft.spi.auth.AuthProviderFactory<%s.Options> {
                public record Options(%s) {}
                public String name() { return "zoo"; }
                public Class<Options> configType() { return Options.class; }
                public org.weft.spi.auth.AuthProvider create(Options o, org.weft.spi.DriverContext c) { return null; }
            }
            """.formatted(head, name, name, options);
    }

    @Test
    void nothing_is_wrong_with_a_good_plugin() throws IOException {
        ArchiveInspection.Report report = inspect(PluginJar.answering("good", "1.2.3", "good", "x")
                .entry("lib/word.jar", new PluginJar("x", "1.0.0").bytes()));

        assertThat(report.wrong()).isEmpty();
        assertThat(report.id()).isEqualTo("good");
        assertThat(report.version()).isEqualTo("1.2.3");
        assertThat(report.drivers()).containsExactly("auth:good");
        assertThat(report.facts()).containsExactly("not signed", "1 nested libraries");
    }

    @Test
    void all_that_is_wrong_is_told_at_once() throws IOException {
        PluginJar jar = new PluginJar("Wrong Id", "one")
                .manifest("Plugin-Requires", ">=7.0.0")
                .manifest("Plugin-Dependencies", "other")
                .manifest("Weft-Libraries", "kept")
                .classes(
                        Map.of(
                                "zoo.Fine",
                                factory("Fine", "public", "String word"),
                                "zoo.Twin",
                                factory("Twin", "public", ""),
                                "zoo.Odd",
                                factory(
                                                "Odd",
                                                "public",
                                                "Thread thread, @org.weft.spi.config.Default(\"many\") int count")
                                        .replace("\"zoo\"", "\"odd\""),
                                "zoo.Hidden",
                                factory("Hidden", "", ""),
                                "zoo.Needy",
                                factory("Needy", "public", "")
                                        .replace("public String name", "public Needy(int x) {} public String name"),
                                "zoo.Stone",
                                "package zoo; public class Stone {}"),
                        "")
                .service(AUTH, "zoo.Fine", "zoo.Twin", "zoo.Odd", "zoo.Hidden", "zoo.Needy", "zoo.Stone", "zoo.Absent")
                .entry("org/slf4j/Logger.class", new byte[] {1});
        byte[] future = jar.content("zoo/Stone.class");
        future[6] = 0;
        future[7] = 120;
        jar.entry("zoo/Future.class", future);

        ArchiveInspection.Report report = inspect(jar);

        assertThat(report.wrong())
                .anySatisfy(each -> assertThat(each).contains("Plugin-Id 'Wrong Id'"))
                .anySatisfy(each -> assertThat(each).contains("Plugin-Version 'one'"))
                .anySatisfy(each -> assertThat(each).contains("works with SPI >=7.0.0"))
                .anySatisfy(each -> assertThat(each).contains("asks for other plugins (other)"))
                .anySatisfy(each -> assertThat(each).contains("Weft-Libraries 'kept'"))
                .anySatisfy(each -> assertThat(each).contains("org/slf4j/Logger.class"))
                .anySatisfy(each -> assertThat(each).contains("driver 'zoo' twice"))
                .anySatisfy(each -> assertThat(each).contains("auth:odd").contains("'thread' has a type"))
                .anySatisfy(each ->
                        assertThat(each).contains("auth:odd").contains("'count' has a default that is no number"))
                .anySatisfy(each -> assertThat(each).contains("zoo.Hidden"))
                .anySatisfy(each -> assertThat(each).contains("zoo.Needy"))
                .anySatisfy(each -> assertThat(each).contains("zoo.Stone not a subtype"))
                .anySatisfy(each -> assertThat(each).contains("zoo.Absent not found"))
                .anySatisfy(each -> assertThat(each).contains("zoo/Future.class is compiled for Java 76"));
    }

    @Test
    void what_is_no_archive_is_told() throws IOException {
        Path file = Files.writeString(data.resolve("p.jar"), "nothing");
        HostSettings settings = new HostSettings(
                Optional.empty(),
                data.resolve("none"),
                data.resolve("work"),
                "0.2.0",
                PluginTrust.any(),
                HostLimits.usual());

        assertThat(new ArchiveInspection(settings).of(file).wrong())
                .anySatisfy(each -> assertThat(each).contains("no readable archive"));
        assertThat(ArchiveInspection.idOf(file)).isEmpty();
    }
}
