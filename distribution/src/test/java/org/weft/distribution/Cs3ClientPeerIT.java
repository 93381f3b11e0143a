/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CERN's Python client of the CS3 APIs, with what wopiserver does through it. */
class Cs3ClientPeerIT {

    private static final Path CALLS = Path.of("src/test/resources/org/weft/distribution/cs3client_calls.py");

    @TempDir
    Path folder = Path.of("");

    @Test
    void every_call_of_the_client_is_answered_as_it_expects() throws Exception {
        String python = Tools.peer("cs3client-python");
        Path config = Files.writeString(folder.resolve("weft.toml"), """
            [grpc]
            open-lookups = ["127.0.0.0/8"]
            """);
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo", "--config", config.toString())) {
            Command calls = Command.run(folder, python, CALLS.toAbsolutePath().toString(), weft.grpc());
            assertThat(calls.output()).contains("all well").doesNotContain("NOT OK");
        }
    }
}
