/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of the distribution, run as its own process on free loopback ports.
 *
 * <pre>{@code
 * try (RunningWeft weft = RunningWeft.start(folder, "--demo")) {
 *     run("rclone", "lsf", …, weft.http() + "/remote.php/webdav/");
 * }
 * }</pre>
 */
public final class RunningWeft implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("weft ready http=(https?://\\S+) grpc=(\\S+)");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Process process;
    private final Path data;
    private final Path log;
    private final String http;
    private final String grpc;

    private RunningWeft(Process process, Path data, Path log, String http, String grpc) {
        this.process = process;
        this.data = data;
        this.log = log;
        this.http = http;
        this.grpc = grpc;
    }

    /** The unpacked distribution. */
    public static Path distribution() {
        return Path.of(System.getProperty("weft.distribution", "target/weft"));
    }

    /**
     * Starts {@code weft serve} and waits until it is ready.
     *
     * @param data the data folder, made when missing
     * @param arguments more options of {@code serve}
     */
    public static RunningWeft start(Path data, String... arguments) throws IOException, InterruptedException {
        return start(distribution(), data, arguments);
    }

    /** The same with a distribution that lies elsewhere. */
    public static RunningWeft start(Path distribution, Path data, String... arguments)
            throws IOException, InterruptedException {
        return launch(distribution, data, "127.0.0.1:0", "", arguments);
    }

    /**
     * One at an address of its own, so that it comes back there.
     *
     * @param http address and port
     */
    static RunningWeft at(String http, Path data, String... arguments) throws IOException, InterruptedException {
        return launch(distribution(), data, http, "", arguments);
    }

    /**
     * One whose collections clear what is held softly, as they do when memory is tight: the JDK holds handles of native
     * calls so, and with them the loader of who made them.
     */
    static RunningWeft withoutSoftReferences(Path data, String... arguments) throws IOException, InterruptedException {
        return withJava("-XX:SoftRefLRUPolicyMSPerMB=0", data, arguments);
    }

    /**
     * One whose JVM has these options.
     *
     * @param options as in {@code WEFT_JAVA_OPTS}
     */
    static RunningWeft withJava(String options, Path data, String... arguments)
            throws IOException, InterruptedException {
        return launch(distribution(), data, "127.0.0.1:0", options, arguments);
    }

    private static RunningWeft launch(
            Path distribution, Path data, String http, String javaOptions, String... arguments)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path log = data.resolveSibling(data.getFileName() + ".log");
        List<String> command = new ArrayList<>(List.of(
                distribution.resolve("bin/weft").toString(),
                "serve",
                "--data",
                data.toString(),
                "--http",
                http,
                "--grpc",
                "127.0.0.1:0"));
        command.addAll(List.of(arguments));
        ProcessBuilder server =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        if (!javaOptions.isEmpty()) {
            server.environment().put("WEFT_JAVA_OPTS", javaOptions);
        }
        Process process = server.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (!ready.matches()) {
            boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            throw new IOException("the server said '" + line + "' and "
                    + (ended ? "ended with " + process.exitValue() : "goes on") + ":\n" + Files.readString(log));
        }
        return new RunningWeft(process, data, log, ready.group(1), ready.group(2));
    }

    /** The URL of the HTTP port, without a slash at its end. */
    public String http() {
        return http;
    }

    /** {@code host:port} of the gRPC port. */
    public String grpc() {
        return grpc;
    }

    public Path data() {
        return data;
    }

    /** What was logged until now. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and waits for the end; answers the exit code. */
    public int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not stop");
        }
        return process.exitValue();
    }

    /** Waits until it has ended by itself; answers the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not end");
        }
        return process.exitValue();
    }

    /** Ends it at once, as a power cut would. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (process.isAlive()) {
            stop();
        }
    }
}
