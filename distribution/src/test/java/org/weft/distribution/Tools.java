/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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
}
