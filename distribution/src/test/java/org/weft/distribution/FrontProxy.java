/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * A proxy of the kind that operators put before the server, on loopback.
 *
 * @param port where it listens, at all loopback addresses of IPv4
 */
record FrontProxy(Process process, int port) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts nginx.
     *
     * @param servers the blocks {@code server}, one of which listens on the port
     */
    static FrontProxy nginx(Path folder, int port, String servers) throws IOException, InterruptedException {
        Tools.require("nginx");
        Files.createDirectories(folder);
        StringBuilder temporary = new StringBuilder();
        for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
            temporary
                    .append(kind)
                    .append("_temp_path ")
                    .append(folder.resolve(kind))
                    .append("; ");
        }
        Path conf = Files.writeString(
                folder.resolve("nginx.conf"),
                "daemon off; pid " + folder + "/pid; error_log stderr; events {}\nhttp { access_log off; " + temporary
                        + "\n" + servers + "\n}\n");
        return started(folder, port, "nginx", "-c", conf.toString(), "-p", folder.toString());
    }

    /** Starts haproxy with a configuration. */
    static FrontProxy haproxy(Path folder, int port, String configuration) throws IOException, InterruptedException {
        Tools.require("haproxy");
        Files.createDirectories(folder);
        Path conf = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
        return started(folder, port, "haproxy", "-db", "-f", conf.toString());
    }

    private static FrontProxy started(Path folder, int port, String... command)
            throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        FrontProxy proxy = new FrontProxy(process, port);
        Instant end = Instant.now().plus(PATIENCE);
        while (!proxy.isListening()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(Instant.now()).isBefore(end);
            Thread.sleep(50);
        }
        return proxy;
    }

    private boolean isListening() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
