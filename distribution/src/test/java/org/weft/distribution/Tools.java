/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Other people's programs that the tests drive. */
final class Tools {

    private Tools() {}

    /** Skips the test by name where a program is missing; on the build machine that is a failure. */
    static void require(String program) throws IOException, InterruptedException {
        boolean there =
                Command.run(Path.of("."), "sh", "-c", "command -v " + program).exitCode() == 0;
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(program + " is installed").isTrue();
        }
        assumeTrue(there, program + " is not installed");
    }

    /** The folder of what {@code .ci/peers} installs. */
    static Path peers() {
        String named = System.getenv("WEFT_PEERS");
        return named == null ? Path.of(System.getProperty("user.home"), ".cache", "weft-peers") : Path.of(named);
    }

    /**
     * The command of a peer. Skips the test by name where it is missing; on the build machine that is a failure.
     *
     * @param program its name in the folder {@code bin} of {@link #peers}
     */
    static String peer(String program) {
        Path command = peers().resolve("bin").resolve(program);
        boolean there = Files.isExecutable(command);
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as("%s is there, from .ci/peers", command).isTrue();
        }
        assumeTrue(there, program + " is not installed; .ci/peers " + program + " does it");
        return command.toString();
    }
}
