/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that one person shares with another, on a server as it is shipped, through the end of the server and of the share. */
class SharedFolderIT {

    private static final String SHARES = "/ocs/v2.php/apps/files_sharing/api/v1/shares";
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> ask(RunningWeft weft, String user, String method, String path, String body)
            throws IOException, InterruptedException {
        String password = user.equals("einstein") ? "relativity" : "radioactivity";
        String secret = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return client.send(
                HttpRequest.newBuilder(URI.create(weft.http() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .header("Authorization", "Basic " + secret)
                        .header("OCS-APIRequest", "true")
                        .header("Depth", "0")
                        .header(
                                "Content-Type",
                                method.equals("POST") ? "application/x-www-form-urlencoded" : "text/plain")
                        .build(),
                BodyHandlers.ofString());
    }

    private int status(RunningWeft weft, String user, String method, String path)
            throws IOException, InterruptedException {
        return ask(weft, user, method, path, "").statusCode();
    }

    private Command rclone(RunningWeft weft, String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 9];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = folder.resolve("rclone.conf").toString();
        command[3] = "--webdav-url";
        command[4] = weft.http() + "/remote.php/webdav";
        command[5] = "--webdav-user";
        command[6] = "marie";
        command[7] = "--webdav-pass";
        command[8] = Command.run(folder, "rclone", "obscure", "radioactivity")
                .output()
                .strip();
        System.arraycopy(words, 0, command, 9, words.length);
        return Command.run(folder, command);
    }

    private void done(RunningWeft weft, String... words) throws IOException, InterruptedException {
        Command command = rclone(weft, words);
        assertThat(command.exitCode()).as(command.output()).isZero();
    }

    @Test
    void a_share_is_written_through_outlives_the_server_and_ends_when_it_is_revoked() throws Exception {
        Tools.require("rclone");
        Path source = folder.resolve("source");
        for (int number = 0; number < 20; number++) {
            Path file = source.resolve("d" + number % 3 + "/f" + number + ".txt");
            Files.createDirectories(file.getParent());
            Files.writeString(file, "number " + number);
        }
        Path data = folder.resolve("data");
        String id;
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            assertThat(status(weft, "einstein", "MKCOL", "/remote.php/webdav/drafts"))
                    .isEqualTo(201);
            HttpResponse<String> made =
                    ask(weft, "einstein", "POST", SHARES + "?format=json", "path=/drafts&shareType=0&shareWith=marie");
            Matcher matcher = ID.matcher(made.body());
            assertThat(matcher.find()).as(made.body()).isTrue();
            id = matcher.group(1);
            assertThat(status(weft, "marie", "PROPFIND", "/remote.php/webdav/Shares/drafts"))
                    .as("pending")
                    .isEqualTo(404);
            assertThat(status(weft, "marie", "POST", SHARES + "/pending/" + id)).isEqualTo(200);
            done(weft, "copy", source.toString(), ":webdav:Shares/drafts/tree");
            done(weft, "check", source.toString(), ":webdav:Shares/drafts/tree");
            weft.kill();
        }
        try (RunningWeft weft = RunningWeft.start(data, "--demo")) {
            done(weft, "check", "--download", source.toString(), ":webdav:Shares/drafts/tree");
            assertThat(ask(weft, "einstein", "GET", "/remote.php/webdav/drafts/tree/d1/f1.txt", "")
                            .body())
                    .isEqualTo("number 1");
            assertThat(status(weft, "einstein", "DELETE", SHARES + "/" + id)).isEqualTo(200);
            assertThat(status(weft, "marie", "GET", "/remote.php/webdav/Shares/drafts/tree/d1/f1.txt"))
                    .as("revoked")
                    .isEqualTo(404);
            assertThat(rclone(weft, "lsf", ":webdav:Shares/drafts").exitCode()).isNotZero();
            assertThat(ask(weft, "einstein", "GET", "/remote.php/webdav/drafts/tree/d1/f1.txt", "")
                            .body())
                    .as("what was written stays")
                    .isEqualTo("number 1");
        }
    }
}
