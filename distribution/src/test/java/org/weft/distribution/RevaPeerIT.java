/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reva's own command line. */
class RevaPeerIT {

    @TempDir
    Path folder = Path.of("");

    private String reva(RunningWeft weft, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "env", "HOME=" + folder, Tools.peer("reva"), "-insecure", "-disable-arg-prompt", "-host", weft.grpc()));
        command.addAll(List.of(arguments));
        Command run = Command.run(folder, command.toArray(String[]::new));
        assertThat(run.exitCode()).as("%s: %s", command, run.output()).isZero();
        return run.output();
    }

    @Test
    void a_user_of_the_command_line_keeps_files_here() throws Exception {
        Tools.peer("reva");
        Path sent = Files.writeString(folder.resolve("sent.txt"), "words");
        Path got = folder.resolve("got.txt");
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            assertThat(reva(weft, "login", "-username", "einstein", "-password", "relativity", "basic"))
                    .contains("OK");
            assertThat(reva(weft, "whoami")).contains("username:\"einstein\"");
            reva(weft, "mkdir", "/home/papers");
            assertThat(reva(weft, "upload", sent.toString(), "/home/papers/one.txt"))
                    .contains("File uploaded");
            assertThat(reva(weft, "stat", "/home/papers/one.txt")).contains("RESOURCE_TYPE_FILE");
            reva(weft, "mv", "/home/papers/one.txt", "/home/papers/two.txt");
            assertThat(reva(weft, "ls", "/home/papers")).contains("two.txt").doesNotContain("one.txt");
            reva(weft, "download", "/home/papers/two.txt", got.toString());
            assertThat(got).hasContent("words");
            reva(weft, "rm", "/home/papers/two.txt");
            assertThat(reva(weft, "recycle-list")).contains("/home/papers/two.txt");
            assertThat(reva(weft, "ls", "/home/papers")).doesNotContain("two.txt");
        }
    }
}
