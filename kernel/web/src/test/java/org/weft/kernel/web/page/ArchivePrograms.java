/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.web.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Other people's programs, which open what was packed. */
public final class ArchivePrograms {

    private ArchivePrograms() {}

    /** Skips the test where a program is missing; fails it in the continuous build. */
    public static void needs(String program) {
        boolean there = Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(there).as(program + " is installed").isTrue();
        }
        assertThat(there).as(program + " is installed").isTrue();
    }

    /** Runs one to its end, which must be a success; what it said. */
    public static String run(Path where, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
