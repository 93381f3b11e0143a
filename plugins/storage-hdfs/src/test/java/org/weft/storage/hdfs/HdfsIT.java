/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.SafeModeAction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unpacked distribution with this plugin's jar dropped in, before a real HDFS, driven by other people's clients. */
class HdfsIT {

    private static final Pattern READY = Pattern.compile("weft ready http=(http://\\S+) grpc=\\S+");
    private static final Pattern PASSED = Pattern.compile("(\\d+) passed, 0 failed");
    private static final String FILES = "/remote.php/webdav/";

    @TempDir
    private Path tmp;

    private @Nullable Process server;
    private String http = "";
    private Path dropped = Path.of("");
    private final HttpClient client = HttpClient.newHttpClient();

    private static void require(boolean there, String what) {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(there).as(what).isTrue();
        }
        assumeTrue(there, what + " is missing");
    }

    @BeforeEach
    void serve() throws Exception {
        Path launcher = Path.of(System.getProperty("weft.distribution", "../../distribution/target/weft"), "bin/weft");
        Path jar = Path.of(System.getProperty("weft.hdfs.jar", "target/weft-storage-hdfs-0.1.0-SNAPSHOT.jar"));
        require(Files.isExecutable(launcher), "the unpacked distribution, built before this module");
        require(Files.isReadable(jar), "this plugin's jar");
        Path data = Files.createDirectories(tmp.resolve("data"));
        dropped = Files.createDirectories(data.resolve("plugins")).resolve("storage-hdfs.jar");
        Files.copy(jar, dropped);
        Files.writeString(
                data.resolve("weft.toml"), """
                [[storage]]
                name = "home"
                driver = "hdfs"
                mount = "/home"
                options = { namenode = "%s", root = "%s", durable = false }
                """.formatted(MiniHdfs.shared().uri(), MiniHdfs.rootOf(tmp)));
        Process started = new ProcessBuilder(
                        launcher.toString(),
                        "serve",
                        "--demo",
                        "--data",
                        data.toString(),
                        "--http",
                        "127.0.0.1:0",
                        "--grpc",
                        "127.0.0.1:0")
                .redirectError(tmp.resolve("log").toFile())
                .start();
        server = started;
        BufferedReader out =
                new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(out.readLine());
        Matcher ready = READY.matcher(line);
        assertThat(ready.matches()).as("'%s': %s", line, log()).isTrue();
        http = ready.group(1);
        assertThat(Benches.eventually(207, () -> status("PROPFIND", "")))
                .as(log())
                .isEqualTo(207);
    }

    @AfterEach
    void stop() throws Exception {
        Process started = server;
        if (started != null) {
            started.destroy();
            boolean ended = started.waitFor(60, TimeUnit.SECONDS);
            if (!ended) {
                started.destroyForcibly();
            }
            assertThat(ended).as("the server ends when asked to").isTrue();
        }
    }

    private String log() throws IOException {
        return Files.readString(tmp.resolve("log"));
    }

    private HttpRequest.Builder request(String path) {
        String login = Base64.getEncoder().encodeToString("einstein:relativity".getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(http + FILES + path))
                .header("Authorization", "Basic " + login)
                .header("Depth", "0");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int status(String method, String path) throws IOException, InterruptedException {
        return send(request(path).method(method, HttpRequest.BodyPublishers.noBody()))
                .statusCode();
    }

    private HttpResponse<String> put(String path, String text) throws IOException, InterruptedException {
        return send(request(path).PUT(HttpRequest.BodyPublishers.ofString(text)));
    }

    private record Ran(int code, String output) {}

    private static Ran run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), output);
    }

    private static void requireProgram(String program) throws IOException, InterruptedException {
        require(run(Path.of("."), "sh", "-c", "command -v " + program).code() == 0, program);
    }

    private void rclone(String... words) throws IOException, InterruptedException {
        String[] command = new String[words.length + 3];
        command[0] = "rclone";
        command[1] = "--config";
        command[2] = tmp.resolve("rclone.conf").toString();
        System.arraycopy(words, 0, command, 3, words.length);
        Ran ran = run(tmp, command);
        assertThat(ran.code()).as(ran.output()).isZero();
    }

    @Test
    void all_of_litmus_passes() throws Exception {
        requireProgram("litmus");
        Path work = Files.createDirectories(tmp.resolve("litmus"));
        Ran litmus = run(work, "litmus", "-k", http + FILES, "einstein", "relativity");
        int passed = PASSED.matcher(litmus.output())
                .results()
                .mapToInt(result -> Integer.parseInt(result.group(1)))
                .sum();
        assertThat(passed).as(litmus.output()).isEqualTo(104);
        assertThat(litmus.output()).doesNotContain("WARNING", "FAIL", "SKIPPED");
    }

    @Test
    void rclone_copies_a_tree_there_and_back_and_hadoop_sees_the_same_files() throws Exception {
        requireProgram("rclone");
        Path source = Files.createDirectories(tmp.resolve("source/dir 1/ü&"));
        for (int i = 0; i < 30; i++) {
            Files.writeString(source.resolve("file#" + i + "%:" + i), "content of " + i + "\n".repeat(i));
        }
        Files.write(tmp.resolve("source/large.bin"), new byte[20 << 20]);
        rclone(
                "config",
                "create",
                "weft",
                "webdav",
                "url",
                http + FILES,
                "vendor",
                "nextcloud",
                "user",
                "einstein",
                "pass",
                "relativity",
                "--obscure");
        rclone("copy", tmp.resolve("source").toString(), "weft:tree");
        rclone("check", "--download", tmp.resolve("source").toString(), "weft:tree");
        FileSystem files = MiniHdfs.shared().files();
        var users = new org.apache.hadoop.fs.Path(MiniHdfs.rootOf(tmp) + "/users");
        var home = files.listStatus(users)[0].getPath();
        assertThat(files.getFileStatus(new org.apache.hadoop.fs.Path(home, "tree/large.bin"))
                        .getLen())
                .isEqualTo(20 << 20);
        rclone("moveto", "weft:tree", "weft:moved/tree");
        rclone("sync", "weft:moved/tree", tmp.resolve("back").toString());
        rclone("check", tmp.resolve("source").toString(), tmp.resolve("back").toString());
        rclone("purge", "weft:moved");
        assertThat(files.listStatus(home)).isEmpty();
    }

    @Test
    void safe_mode_is_answered_with_503_and_when_to_come_again() throws Exception {
        assertThat(put("a", "old").statusCode()).isEqualTo(201);
        MiniHdfs.shared().files().setSafeMode(SafeModeAction.ENTER);
        try {
            HttpResponse<String> refused = put("a", "new");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(send(request("a").GET()).body()).isEqualTo("old");
        } finally {
            MiniHdfs.shared().files().setSafeMode(SafeModeAction.LEAVE);
        }
        assertThat(put("a", "new").statusCode()).isEqualTo(204);
        assertThat(log()).contains("hdfs-unavailable").contains("SafeModeException");
        assertThat(log().lines().filter(line -> line.startsWith("\tat ")))
                .as("stack traces")
                .isEmpty();
    }

    @Test
    void the_driver_is_replaced_under_load_and_no_request_fails() throws Exception {
        assertThat(put("a", "start").statusCode()).isEqualTo(201);
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger done = new AtomicInteger();
        List<String> failed = new CopyOnWriteArrayList<>();
        Thread load = Thread.ofVirtual().start(() -> {
            for (int i = 0; going.get(); i++) {
                try {
                    int written = put("a", "content " + i).statusCode();
                    String read = send(request("a").GET()).body();
                    if (written != 204 || !read.equals("content " + i)) {
                        failed.add(written + " " + read);
                    }
                    done.incrementAndGet();
                } catch (IOException | InterruptedException failure) {
                    failed.add(failure.toString());
                }
            }
        });
        for (int swap = 1; swap <= 3; swap++) {
            Path next = tmp.resolve("next.jar");
            otherVersion(dropped, next, "0.1." + swap);
            Files.move(next, dropped, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            String version = "0.1." + swap;
            assertThat(Benches.eventually(true, () -> isServing(version)))
                    .as(log())
                    .isTrue();
            int before = done.get();
            assertThat(Benches.eventually(true, () -> done.get() > before + 5)).isTrue();
        }
        going.set(false);
        load.join();
        assertThat(failed).isEmpty();
        assertThat(log()).doesNotContain("LEAKED", "plugin_leaked");
    }

    private boolean isServing(String version) throws IOException, InterruptedException {
        Path launcher = Path.of(System.getProperty("weft.distribution", "../../distribution/target/weft"), "bin/weft");
        Ran list = run(
                tmp,
                launcher.toString(),
                "plugins",
                "list",
                "--data",
                tmp.resolve("data").toString());
        return list.output()
                .lines()
                .anyMatch(line -> line.contains("hdfs") && line.contains("SERVING") && line.contains(version));
    }

    /** The same plugin with another version in its manifest; the libraries stay as they are. */
    private static void otherVersion(Path jar, Path into, String version) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(into))) {
            out.setLevel(1);
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (entry.getName().equals("META-INF/MANIFEST.MF")) {
                    String manifest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    out.write(manifest.replaceAll("Plugin-Version: [0-9.]+", "Plugin-Version: " + version)
                            .getBytes(StandardCharsets.UTF_8));
                } else {
                    in.transferTo(out);
                }
            }
        }
    }
}
