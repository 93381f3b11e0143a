/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers of real size over HTTP/1.0, 1.1 and 2 with curl. */
class CurlIT {

    @TempDir
    Path folder = Path.of("");

    private String curl(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 4];
        command[0] = "curl";
        command[1] = "-sS";
        command[2] = "-u";
        command[3] = "einstein:relativity";
        System.arraycopy(words, 0, command, 4, words.length);
        return Command.run(folder, command).output();
    }

    @Test
    void files_come_back_as_they_went() throws Exception {
        Tools.require("curl");
        Path file = folder.resolve("file");
        byte[] bytes = new byte[5_000_001];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            String url = weft.http() + "/remote.php/webdav/";
            for (String version : new String[] {"--http1.0", "--http1.1", "--http2-prior-knowledge"}) {
                String target = url + version.substring(2);
                assertThat(curl(version, "-T", "file", target, "-w", "%{http_code}"))
                        .isEqualTo("201");
                curl(version, target, "-o", "back");
                assertThat(folder.resolve("back")).as(version).hasBinaryContent(bytes);
            }
            Command chunked = Command.run(
                    folder,
                    "sh",
                    "-c",
                    "cat file | curl -sS -u einstein:relativity -T - -w '%{http_code}' " + url + "chunked");
            assertThat(chunked.output()).isEqualTo("201");
            assertThat(curl("-r", "4999999-", url + "chunked", "-o", "end", "-w", "%{http_code}"))
                    .isEqualTo("206");
            assertThat(Files.readAllBytes(folder.resolve("end"))).containsExactly(bytes[4_999_999], bytes[5_000_000]);
            assertThat(curl("-r", "0-9,100-109", url + "chunked", "-o", "parts", "-w", "%{http_code}"))
                    .isEqualTo("206");
            assertThat(curl("-C", "-", "-o", "back", url + "chunked", "-w", "%{http_code}"))
                    .isEqualTo("416");
            assertThat(curl("-I", url + "chunked")).contains("Content-Length: 5000001");
        }
    }

    @Test
    void an_upload_without_sign_in_is_refused_before_it_is_sent() throws Exception {
        Tools.require("curl");
        Files.write(folder.resolve("file"), new byte[3_000_000]);
        try (RunningWeft weft = RunningWeft.start(folder.resolve("data"), "--demo")) {
            Command refused = Command.run(
                    folder,
                    "curl",
                    "-sS",
                    "-o",
                    "answer",
                    "-w",
                    "%{http_code} %{size_upload}",
                    "-H",
                    "Expect: 100-continue",
                    "-T",
                    "file",
                    weft.http() + "/remote.php/webdav/file");
            assertThat(refused.output()).isEqualTo("401 0");
        }
    }
}
