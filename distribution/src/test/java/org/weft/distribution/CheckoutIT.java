/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code ./weft} of a fresh clone, with a Maven that makes what the real one does, and counts. */
class CheckoutIT {

    private static final String MVN = """
        #!/bin/sh
        echo built >>"%1$s/builds"
        for module in spi kernel kernel/one plugins/one distribution; do
          mkdir -p "%1$s/clone/$module/target/classes"
        done
        mkdir -p "%1$s/clone/distribution/target/weft/bin"
        printf '#!/bin/sh\\nexit 0\\n' >"%1$s/clone/distribution/target/weft/bin/weft"
        chmod 755 "%1$s/clone/distribution/target/weft/bin/weft"
        """;

    @TempDir
    Path folder = Path.of("");

    private Path clone = Path.of("");

    @BeforeEach
    void cloned() throws IOException {
        Path root = Path.of(System.getProperty("weft.root"));
        clone = folder.resolve("clone");
        for (String module : List.of("", "spi", "kernel", "kernel/one", "plugins/one", "distribution")) {
            write(clone.resolve(module).resolve("pom.xml"), "<project/>");
        }
        write(clone.resolve("build/rules.txt"), "rules");
        write(clone.resolve("kernel/one/src/main/java/A.java"), "class A {}");
        write(clone.resolve("kernel/one/src/main/resources/new/pom.xml"), "<project/>");
        Files.copy(root.resolve("weft"), clone.resolve("weft"));
        write(
                clone.resolve("distribution/src/main/sh/find-java.sh"),
                Files.readString(root.resolve("distribution/src/main/sh/find-java.sh")));
        Path mvn = folder.resolve("bin/mvn");
        write(mvn, MVN.formatted(folder));
        assertThat(mvn.toFile().setExecutable(true)).isTrue();
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** How often it has been built once the command has run. */
    private long builds() throws Exception {
        Thread.sleep(10); // file systems with coarse clocks
        Command command = Command.run(
                folder,
                "sh",
                "-c",
                "PATH=" + folder.resolve("bin") + ":$PATH exec sh " + clone.resolve("weft") + " version");
        assertThat(command.exitCode()).as(command.output()).isZero();
        return Files.readAllLines(folder.resolve("builds")).size();
    }

    @Test
    void it_builds_once_and_again_only_for_what_changed() throws Exception {
        assertThat(builds()).isEqualTo(1);
        assertThat(builds()).as("nothing changed").isEqualTo(1);
        assertThat(Files.exists(clone.resolve("kernel/one/src/main/resources/new/target")))
                .as("sources stay as they are")
                .isFalse();

        Files.writeString(clone.resolve("kernel/one/src/main/java/A.java"), "final class A {}");
        assertThat(builds()).as("a source changed").isEqualTo(2);
        assertThat(builds()).isEqualTo(2);
        Files.delete(clone.resolve("kernel/one/src/main/java/A.java"));
        assertThat(builds()).as("a source is gone").isEqualTo(3);
        assertThat(builds()).isEqualTo(3);
    }
}
