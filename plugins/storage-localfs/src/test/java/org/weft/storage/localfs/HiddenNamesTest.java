/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.Conflict;
import org.weft.spi.storage.Guard;
import org.weft.spi.storage.MoveSpec;
import org.weft.spi.storage.OnConflict;
import org.weft.spi.storage.Precondition;
import org.weft.spi.storage.PutSpec;
import org.weft.spi.storage.RelPath;
import org.weft.spi.storage.Trash;
import org.weft.testkit.storage.StorageBench;

/** A name that a pipe or a socket has is taken, though nobody is shown it: whatever wants it is refused at once. */
@Tag("process")
class HiddenNamesTest {

    private static final MoveSpec OVER = new MoveSpec(true, Precondition.none(), Precondition.none(), Guard.none());

    @TempDir
    private Path tmp;

    private Path root;
    private StorageBench bench;
    private Trash.Item item;

    @BeforeEach
    void start() throws Exception {
        root = tmp.resolve("root");
        bench = BenchOf.in(tmp);
        bench.put("/a", "a");
        bench.folder("/f");
        var space = bench.put("/gone", "gone").space();
        bench.delete("/gone");
        List<Trash.Item> items = new ArrayList<>();
        trash().list(bench.anna(), space, Optional.empty(), RelPath.root(), items::add);
        item = items.getFirst();
        pipe(root.resolve("pipe"));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private Trash trash() {
        return bench.driver().trash().orElseThrow();
    }

    private static void pipe(Path at) throws IOException {
        try {
            int made = new ProcessBuilder("mkfifo", at.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            assertThat(made).isZero();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
    }

    private Map<String, ThrowingCallable> takers(String name) throws IOException {
        var space = bench.stat("/a").space();
        Map<String, ThrowingCallable> takers = new LinkedHashMap<>();
        takers.put("put", () -> bench.put(name, "x"));
        takers.put("move", () -> bench.move("/a", name));
        takers.put("move over", () -> bench.moveOver("/a", name));
        takers.put("move a folder", () -> bench.moveOver("/f", name));
        takers.put("copy", () -> bench.copy("/a", name));
        takers.put("copy over", () -> bench.copy("/a", name, OVER));
        takers.put("copy a folder", () -> bench.copy("/f", name, OVER));
        takers.put(
                "restore",
                () -> trash().restore(
                                bench.anna(),
                                space,
                                item.key(),
                                RelPath.root(),
                                Optional.of(StorageBench.at(name)),
                                true,
                                Guard.none()));
        return takers;
    }

    @Test
    void nothing_takes_the_name_of_a_pipe_or_a_socket() throws IOException {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(root.resolve("socket")));
            for (String name : List.of("/pipe", "/socket")) {
                for (Map.Entry<String, ThrowingCallable> each : takers(name).entrySet()) {
                    assertThatThrownBy(each.getValue())
                            .as("%s %s", each.getKey(), name)
                            .isInstanceOf(Conflict.class);
                }
            }
        }
        assertThat(bench.names("/")).containsExactly("a", "f");
        Files.delete(root.resolve("pipe"));
        bench.put("/pipe", "x");
        assertThat(bench.read("/pipe")).isEqualTo("x");
    }

    @Test
    void a_pipe_that_comes_while_the_body_runs_is_met_at_the_commit() {
        InputStream body = new InputStream() {
            @Override
            public int read() throws IOException {
                if (!Files.exists(root.resolve("late"))) {
                    pipe(root.resolve("late"));
                }
                return -1;
            }
        };
        assertThatThrownBy(() -> bench.driver().put(bench.anna(), StorageBench.at("/late"), PutSpec.simple(), body))
                .isInstanceOf(Conflict.class);
        assertThat(root.resolve(".weft/tmp")).isEmptyDirectory();
    }

    @Test
    void who_evades_taken_names_evades_these_too() throws IOException {
        PutSpec simple = PutSpec.simple();
        PutSpec evading = new PutSpec(
                simple.length(),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                OnConflict.RENAME,
                simple.digests(),
                simple.mediaType());
        pipe(root.resolve("pipe (1)"));
        assertThat(bench.put("/pipe", evading, "x").name()).isEqualTo("pipe (2)");
    }
}
