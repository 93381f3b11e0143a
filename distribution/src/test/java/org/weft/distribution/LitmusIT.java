/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The WebDAV server against litmus: all 104 tests pass, none warns. */
class LitmusIT {

    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, 0 failed");

    @TempDir
    Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"/remote.php/webdav/", "/dav/files/einstein/"})
    void all_of_litmus_passes_without_warnings(String path) throws Exception {
        Tools.require("litmus");
        Path work = Files.createDirectories(folder.resolve("litmus"));
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            Command litmus = Command.run(work, "litmus", "-k", weft.http() + path, "einstein", "relativity");
            List<Integer> passed = PASSED.matcher(litmus.output())
                    .results()
                    .map(MatchResult::group)
                    .map(text -> Integer.parseInt(text.substring(0, text.indexOf(' '))))
                    .toList();
            assertThat(passed.stream().mapToInt(Integer::intValue).sum())
                    .as(litmus.output())
                    .isEqualTo(104);
            assertThat(litmus.output()).doesNotContain("WARNING", "FAIL", "SKIPPED");
        }
    }
}
