/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server.demands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.weft.kernel.testing.OverWire;

/** One process means one process: a request opens no connection of its own. Read from {@code /proc}. */
@EnabledOnOs(OS.LINUX)
@OverWire
class SocketsTest {

    private static final Path OPEN = Path.of("/proc/self/fd");

    @TempDir
    Path directory;

    /** The sockets of this process, as the kernel numbers them, with their ports; none for what is not TCP. */
    private static Map<String, List<Integer>> open() {
        try (Stream<Path> descriptors = Files.list(OPEN)) {
            Map<String, List<Integer>> ports = ports();
            Map<String, List<Integer>> sockets = new TreeMap<>();
            for (Path descriptor : descriptors.toList()) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    String number = target.substring(8, target.length() - 1);
                    sockets.put(number, ports.getOrDefault(number, List.of()));
                }
            }
            return sockets;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException closed) {
            return "";
        }
    }

    /** The ports of all TCP sockets, each one's own first. */
    private static Map<String, List<Integer>> ports() throws IOException {
        Map<String, List<Integer>> ports = new TreeMap<>();
        for (String table : List.of("tcp", "tcp6")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/net", table));
            for (String line : lines.subList(1, lines.size())) {
                String[] columns = line.strip().split("\\s+", -1);
                ports.put(columns[9], List.of(port(columns[1]), port(columns[2])));
            }
        }
        return ports;
    }

    private static int port(String address) {
        return HexFormat.fromHexDigits(
                address.substring(address.indexOf(':') + 1).toLowerCase(Locale.ROOT));
    }

    @Test
    void a_request_opens_no_socket_but_the_clients() throws IOException {
        AtomicReference<Map<String, List<Integer>>> during = new AtomicReference<>(Map.of());
        try (DemandsSite served = new DemandsSite(directory)) {
            served.put(DemandsSite.HOME + "f", "x");
            for (String call : List.of("open", "put", "stat")) {
                served.homes.at(call, () -> during.set(open()));
            }
            for (String method : List.of("GET", "HEAD", "PROPFIND", "PUT")) {
                Set<String> before = open().keySet();
                during.set(Map.of());
                served.ask(method, DemandsSite.HOME + "f", "Depth: 0", "Content-Length: 0");
                Map<String, List<Integer>> opened = new TreeMap<>(during.get());
                opened.keySet().removeAll(before);
                assertThat(opened).as("the two ends of the client's connection").hasSize(2);
                assertThat(opened.values())
                        .allSatisfy(ports -> assertThat(ports).contains(served.port()));
            }
        }
    }
}
