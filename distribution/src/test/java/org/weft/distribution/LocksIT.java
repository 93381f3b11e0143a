/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weft locks} at a running server. */
class LocksIT {

    @TempDir
    Path folder;

    private Command locks(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(RunningWeft.distribution().resolve("bin/weft").toString(), "locks"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", folder.resolve("data").toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    private String curl(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sS", "-u", "einstein:relativity", "-o", "out", "-w", "%{http_code}"));
        command.addAll(List.of(words));
        return Command.run(folder, command.toArray(String[]::new)).output();
    }

    @Test
    void an_operator_lists_locks_and_releases_one() throws Exception {
        Tools.require("curl");
        Files.writeString(
                folder.resolve("lock"),
                "<d:lockinfo xmlns:d='DAV:'><d:lockscope><d:shared/></d:lockscope><d:locktype><d:write/></d:locktype>"
                        + "</d:lockinfo>");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            String url = weft.http() + "/remote.php/webdav/f.txt";
            assertThat(locks("list").output()).contains("nothing is locked");
            assertThat(curl("-T", "lock", url)).isEqualTo("201");
            assertThat(curl("-X", "LOCK", "--data-binary", "@lock", "-H", "Timeout: Second-3600", url))
                    .isEqualTo("200");

            List<String> lines = locks("list").output().lines().toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.getFirst().split(" +", -1))
                    .containsExactly("PLACE", "HOLDER", "KIND", "AGE", "REST", "TOKEN");
            String[] lock = lines.getLast().split(" +", -1);
            assertThat(lock[0]).contains(":/").endsWith("/f.txt");
            assertThat(lock[2]).isEqualTo("shared");
            assertThat(Integer.parseInt(lock[4])).isBetween(3000, 3600);
            assertThat(curl("-T", "lock", url)).isEqualTo("423");

            Command none = locks("release", lock[0] + "x");
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(locks("release", lock[5]).output()).contains("released 1 lock");
            assertThat(curl("-T", "lock", url)).isEqualTo("204");
        }
        Command off = locks("list");
        assertThat(off.exitCode()).isEqualTo(1);
        assertThat(off.output()).contains("no server runs");
    }
}
