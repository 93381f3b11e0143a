/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.weft.kernel.testing.WithProcess;

/** When a process is ended because of its memory, and that it ends then. */
@WithProcess
class MemoryWatchTest {

    private static final long SECOND = 1000;

    private final Told heap = new Told();
    private final AtomicInteger ends = new AtomicInteger();
    private final MemoryWatch watch = new MemoryWatch(heap, ends::incrementAndGet);

    /** A heap of a thousand bytes, of which is true what a test says. */
    private static final class Told implements Heap {

        private long collections;
        private long collecting;
        private long held;
        private boolean broken;

        @Override
        public long collections() {
            return collections;
        }

        @Override
        public long collecting() {
            return collecting;
        }

        @Override
        public long held() {
            if (broken) {
                throw new OutOfMemoryError("as the JVM says it");
            }
            return held;
        }

        @Override
        public long size() {
            return 1000;
        }
    }

    private void collected(long took, long held) {
        heap.collections++;
        heap.collecting += took;
        heap.held = held;
        watch.look(SECOND);
    }

    private void collected(int times, long took, long held) {
        for (int i = 0; i < times; i++) {
            collected(took, held);
        }
    }

    @Test
    void it_ends_once_ten_looks_in_a_row_found_the_memory_full_after_collections() {
        collected(MemoryWatch.LOOKS - 1, 10, 980);
        assertThat(ends).hasValue(0);
        collected(10, 980);
        assertThat(ends).hasValue(1);
    }

    @Test
    void it_goes_on_when_there_was_room_in_between() {
        collected(MemoryWatch.LOOKS - 1, 10, 980);
        collected(10, 700);
        collected(MemoryWatch.LOOKS - 1, 10, 980);
        assertThat(ends).hasValue(0);
    }

    @Test
    void it_ends_with_a_little_more_room_when_the_collector_alone_runs() {
        collected(3 * MemoryWatch.LOOKS, 800, 940);
        assertThat(ends).hasValue(0);
        collected(MemoryWatch.LOOKS, 950, 940);
        assertThat(ends).hasValue(1);
    }

    @Test
    void a_collector_that_is_busy_with_garbage_is_no_reason() {
        collected(3 * MemoryWatch.LOOKS, 990, 600);
        assertThat(ends).hasValue(0);
    }

    @Test
    void what_no_collection_has_looked_at_is_no_reason() {
        collected(10, 980);
        for (int i = 0; i < 3 * MemoryWatch.LOOKS; i++) {
            watch.look(SECOND);
        }
        assertThat(ends).hasValue(0);
    }

    @Test
    void a_memory_that_has_no_room_for_the_look_itself_is_full() {
        heap.broken = true;
        collected(MemoryWatch.LOOKS, 10, 0);
        assertThat(ends).hasValue(1);
    }

    @TempDir
    Path folder = Path.of("");

    /** A process with little memory; its path has no more than it needs. */
    private Process child(String collector, String what) throws IOException {
        String path = Stream.of(MemoryWatch.class, FullHeap.class, Logger.class)
                .map(type -> new File(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .getPath())
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+Use" + collector,
                        "-Xmx32m",
                        "-cp",
                        path,
                        FullHeap.class.getName(),
                        what)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out").toFile())
                .start();
    }

    private int end(Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES))
                    .as("it ended; it said %s", Files.readString(folder.resolve("out")))
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SerialGC", "G1GC"})
    void a_process_whose_memory_is_full_ends_by_itself(String collector) throws Exception {
        assertThat(end(child(collector, "small"))).isEqualTo(MemoryWatch.EXIT_CODE);
        assertThat(folder.resolve("out")).content().contains("memory-full");
    }

    @Test
    void one_whose_large_allocations_fail_goes_on() throws Exception {
        assertThat(end(child("SerialGC", "large"))).isZero();
        assertThat(folder.resolve("out")).content().contains("allocations failed");
    }
}
