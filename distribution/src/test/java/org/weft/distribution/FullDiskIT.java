/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose disk, a file system of its own, has no byte left. */
class FullDiskIT {

    private static final String HOME = "/remote.php/dav/files/einstein/";
    private static final String BASIC = "Basic " + Base64.getEncoder().encodeToString("einstein:relativity".getBytes());

    @TempDir
    Path folder = Path.of("");

    private final HttpClient client = HttpClient.newHttpClient();
    private Path disk = Path.of("");

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        int exit = Command.run(folder, "mount", "-t", "tmpfs", "-o", "size=256m", "weft-test", disk.toString())
                .exitCode();
        assumeTrue(exit == 0, "this user may not mount a file system");
    }

    @AfterEach
    void unmount() throws Exception {
        client.close();
        Command.run(folder, "umount", disk.toString());
    }

    private int status(RunningWeft weft, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(weft.http() + path))
                .header("Authorization", BASIC)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }

    /** Takes all that is left. */
    private void fill() throws IOException {
        byte[] zeros = new byte[4096];
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                filler.write(zeros);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant end = Instant.now().plus(Duration.ofMinutes(2));
        while (!condition.getAsBoolean()) {
            assertThat(Instant.now()).as(what).isBefore(end);
            Thread.sleep(100);
        }
    }

    @Test
    void it_starts_again_and_people_read_delete_and_get_room_back() throws Exception {
        try (RunningWeft weft = RunningWeft.start(disk, "--demo")) {
            assertThat(status(weft, "PUT", HOME + "kept", "light")).isEqualTo(201);
            assertThat(status(weft, "PUT", HOME + "large", "x".repeat(40_000_000)))
                    .isEqualTo(201);
            await("a reserve is made", () -> Files.exists(disk.resolve("reserve")));
            await("the reserve is whole", () -> disk.resolve("reserve").toFile().length() == 64 << 20);
            weft.kill();
        }
        fill();
        try (RunningWeft weft = RunningWeft.start(disk, "--demo")) {
            assertThat(status(weft, "GET", HOME + "kept", "")).isEqualTo(200);
            assertThat(status(weft, "PUT", HOME + "new", "x")).isEqualTo(507);
            assertThat(status(weft, "MKCOL", HOME + "folder", "")).isEqualTo(507);
            assertThat(status(weft, "PUT", HOME + "kept", "shadow")).isEqualTo(507);
            assertThat(weft.log()).contains("disk-full", disk.toString());
            assertThat(status(weft, "DELETE", HOME + "large", "")).isEqualTo(204);
            assertThat(status(weft, "DELETE", "/remote.php/dav/trash-bin/einstein", ""))
                    .isEqualTo(204);
            Files.delete(disk.resolve("filler"));
            await("there is room again", () -> put(weft) == 201);
            assertThat(status(weft, "GET", HOME + "kept", "")).isEqualTo(200);
        }
    }

    private int put(RunningWeft weft) {
        try {
            return status(weft, "PUT", HOME + "again", "y");
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void plugins_go_back_on_a_full_disk_and_a_new_one_changes_nothing() throws Exception {
        Path hello = Path.of(System.getProperty("weft.hello", "none"));
        Path[] newer = {folder.resolve("hello-2.jar"), folder.resolve("hello-3.jar")};
        Shipped.withVersion(hello, "2.0.0", newer[0]);
        Shipped.withVersion(hello, "3.0.0", newer[1]);
        assertThat(plugins("install", hello.toString()).exitCode()).isZero();
        assertThat(plugins("install", newer[0].toString()).exitCode()).isZero();
        fill();
        Command install = plugins("install", newer[1].toString());
        assertThat(install.exitCode()).as(install.output()).isEqualTo(1);
        assertThat(install.output()).contains("and nothing has changed");
        assertThat(disk.resolve("plugins/hello-2.jar")).hasSameBinaryContentAs(newer[0]);
        assertThat(disk.resolve("plugins").toFile().list()).containsExactlyInAnyOrder(".before", "hello-2.jar");
        Command back = plugins("rollback", "hello");
        assertThat(back.exitCode()).as(back.output()).isZero();
        assertThat(disk.resolve("plugins/" + hello.getFileName())).hasSameBinaryContentAs(hello);
        assertThat(disk.resolve("plugins/hello-2.jar")).doesNotExist();
    }

    private Command plugins(String... words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(RunningWeft.distribution().resolve("bin/weft").toString(), "plugins"));
        command.addAll(List.of(words));
        command.addAll(List.of("--data", disk.toString()));
        return Command.run(folder, command.toArray(String[]::new));
    }

    @Test
    void a_damaged_database_is_called_damaged() throws Exception {
        Files.writeString(
                disk.resolve("weft.db"), "this is no database, though it is as long as its head\n".repeat(50));
        Command server = Command.run(
                folder,
                RunningWeft.distribution().resolve("bin/weft").toString(),
                "serve",
                "--demo",
                "--data",
                disk.toString(),
                "--http",
                "127.0.0.1:0",
                "--grpc",
                "127.0.0.1:0");
        assertThat(server.exitCode()).isNotZero();
        assertThat(server.output())
                .contains("is damaged", disk.resolve("weft.db").toString());
    }
}
