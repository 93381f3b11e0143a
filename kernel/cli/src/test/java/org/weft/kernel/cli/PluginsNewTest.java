/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.testing.Checkout;
import picocli.CommandLine;

class PluginsNewTest {

    @TempDir
    private Path folder;

    private final StringWriter told = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commands("plugins");
        command.setOut(new PrintWriter(told)).setErr(new PrintWriter(told));
        return command.execute(
                Stream.concat(Stream.of("plugins", "new"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static List<Path> files(Path project) throws IOException {
        try (Stream<Path> all = Files.walk(project)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage", "auth", "directory", "share-store", "share-policy", "app"})
    void a_project_of_each_kind_is_written_whole(String kind) throws IOException {
        Path project = folder.resolve("p");
        assertThat(run("my-driver", project.toString(), "--kind", kind, "--package", "org.site.mine"))
                .as(told.toString())
                .isZero();
        assertThat(files(project))
                .extracting(file -> file.getFileName().toString())
                .contains(
                        "pom.xml",
                        "README.md",
                        ".gitignore",
                        "weft.toml",
                        "package-info.java",
                        "MyDriverDriver.java",
                        "MyDriverConfig.java",
                        "MyDriverContractTest.java");
        for (Path file : files(project)) {
            assertThat(Files.readString(file)).as(file.toString()).isNotBlank().doesNotContainPattern("@[a-zC][a-z]+@");
        }
        assertThat(project.resolve("src/main/java/org/site/mine/MyDriverFactory.java"))
                .content()
                .contains("return \"my-driver\";");
        assertThat(Files.readString(project.resolve("pom.xml"))).contains("<Plugin-Id>my-driver</Plugin-Id>");
    }

    /** It stands twice, since a project of one's own can't build on a class of the testkit's; the two must not part. */
    @Test
    void a_share_store_begins_as_the_one_of_the_testkit() throws IOException {
        Path project = folder.resolve("p");
        run("my-driver", project.toString(), "--kind", "share-store", "--package", "org.weft.testkit.memory");
        Path written = project.resolve("src/main/java/org/weft/testkit/memory");
        Path testkit = Checkout.at("spi/testkit/src/main/java/org/weft/testkit/memory");
        assertThat(declaration(written.resolve("MyDriverDriver.java")))
                .isEqualTo(declaration(testkit.resolve("MemoryShareStore.java"))
                        .replace("MemoryShareStore", "MyDriverDriver")
                        .replace("MemoryInvites", "MyDriverInvites"));
        assertThat(declaration(written.resolve("MyDriverInvites.java")))
                .isEqualTo(
                        declaration(testkit.resolve("MemoryInvites.java")).replace("MemoryInvites", "MyDriverInvites"));
    }

    /** From the line that declares the class. */
    private static String declaration(Path file) throws IOException {
        String text = Files.readString(file);
        return text.substring(text.indexOf("final class "));
    }

    @Test
    void what_is_there_already_is_not_touched() throws IOException {
        Path file = Files.writeString(folder.resolve("mine"), "mine");
        assertThat(run("my-driver", folder.toString())).isEqualTo(1);
        assertThat(told.toString()).contains("not empty");
        assertThat(files(folder)).containsExactly(file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"My-Driver", "1st", "a_b", "-a", "a-", "../x", ""})
    void what_cannot_be_a_name_is_refused(String name) throws IOException {
        assertThat(run(name, folder.resolve("p").toString())).isEqualTo(2);
        assertThat(files(folder)).isEmpty();
    }

    @Test
    void a_kind_without_a_template_is_refused_with_those_there_are() {
        assertThat(run("mine", folder.resolve("p").toString(), "--kind", "shoe"))
                .isEqualTo(2);
        assertThat(told.toString()).contains("storage, auth, directory");
    }
}
