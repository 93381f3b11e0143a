/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised to authors: the eight methods, stable ids and an atomic conditional put make a class 2 WebDAV server. */
@Tag("client")
class LitmusTest {

    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, 0 failed");

    @TempDir
    private Path folder;

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void the_eight_methods_alone_pass_all_of_litmus() throws Exception {
        requireAllOfLitmus("memory-core");
    }

    @Test
    void a_storage_with_locks_properties_and_copies_of_its_own_passes_all_of_litmus() throws Exception {
        requireAllOfLitmus("memory");
    }

    private void requireAllOfLitmus(String driver) throws Exception {
        boolean there = !run("sh", "-c", "command -v litmus; true").isBlank();
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("litmus is installed").isTrue();
        }
        assumeTrue(there, "litmus is not installed");
        try (WeftServer weft = WeftServer.site().config("""
            [[storage]]
            name = "common"
            driver = "%s"
            mount = "/common"
            everyone = "write"
            """.formatted(driver)).start()) {
            String output = run("litmus", "-k", weft.http() + "/dav/tree/common/", WeftServer.USER, WeftServer.SECRET);
            int passed = PASSED.matcher(output)
                    .results()
                    .mapToInt(match -> Integer.parseInt(match.group(1)))
                    .sum();
            assertThat(passed).as(output).isEqualTo(104);
            assertThat(output).doesNotContain("WARNING", "FAIL", "SKIPPED");
        }
    }
}
