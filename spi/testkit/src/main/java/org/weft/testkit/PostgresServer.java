/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A PostgreSQL of the tests' own, on a free port of the loopback interface, in a folder that is removed afterwards. */
public final class PostgresServer implements AutoCloseable {

    private final Path bin;
    private final Path folder;
    private final int port;
    private final String password = UUID.randomUUID().toString();

    private PostgresServer(Path bin) throws IOException {
        this.bin = bin;
        this.folder = Files.createTempDirectory("weft-postgres");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    /** Starts one; skips the test where PostgreSQL is not installed, except on CI, where it has to be. */
    public static PostgresServer start() throws IOException, InterruptedException {
        Optional<Path> bin = installed();
        if (bin.isEmpty()) {
            assertThat(System.getenv("CI"))
                    .as("PostgreSQL is missing, and CI must have it")
                    .isNotEqualTo("true");
            Assumptions.abort("skipped: PostgreSQL is not installed (no /usr/lib/postgresql/*/bin/initdb)");
        }
        PostgresServer server = new PostgresServer(bin.orElseThrow());
        try {
            server.run();
            return server;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            server.close();
            throw failure;
        }
    }

    private static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.comparing(Path::toString));
        }
    }

    private void run() throws IOException, InterruptedException {
        Path secret = Files.writeString(folder.resolve("password"), password);
        if (isRoot()) {
            command(List.of("chown", "-R", "postgres", folder.toString()));
        }
        Path data = folder.resolve("data");
        asUser(
                bin.resolve("initdb").toString(),
                "--pgdata=" + data,
                "--username=weft",
                "--pwfile=" + secret,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync");
        launch();
    }

    private void launch() throws IOException, InterruptedException {
        asUser(
                bin.resolve("pg_ctl").toString(),
                "--pgdata=" + folder.resolve("data"),
                "--wait",
                "--timeout=120",
                "--log=" + folder.resolve("log"),
                "--options=-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200 -p " + port + " -k "
                        + folder,
                "start");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
    private void asUser(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.addAll(List.of(words));
        command(command);
    }

    private void command(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("weft-postgres", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " failed: " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    /** A new, empty database in it. */
    public String newDatabase() throws IOException, InterruptedException {
        String name = "t" + UUID.randomUUID().toString().replace("-", "");
        List<String> command = List.of(
                bin.resolve("psql").toString(),
                "--quiet",
                "--no-psqlrc",
                "--command=CREATE DATABASE " + name,
                url("postgres"));
        command(command);
        return url(name);
    }

    /** Ends all connections to a database, as the death of its clients or the server would. */
    public void forgetClients(String url) {
        String database = url.substring(url.lastIndexOf('/') + 1);
        try {
            command(List.of(
                    bin.resolve("psql").toString(),
                    "--quiet",
                    "--no-psqlrc",
                    "--command=SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                            + "' AND pid <> pg_backend_pid()",
                    url("postgres")));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stops at once, losing every transaction under way, and starts again on the same port. */
    public void restart() throws IOException, InterruptedException {
        asUser(
                bin.resolve("pg_ctl").toString(),
                "--pgdata=" + folder.resolve("data"),
                "--mode=immediate",
                "--wait",
                "stop");
        launch();
    }

    private String url(String database) {
        return "postgresql://weft:" + password + "@127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() throws IOException {
        try {
            asUser(
                    bin.resolve("pg_ctl").toString(),
                    "--pgdata=" + folder.resolve("data"),
                    "--mode=immediate",
                    "--wait",
                    "stop");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
