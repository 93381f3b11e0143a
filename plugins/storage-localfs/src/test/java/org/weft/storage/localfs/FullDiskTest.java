/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.WeftException.NoSpace;
import org.weft.spi.WeftException.Unsupported;
import org.weft.spi.storage.PutSpec;
import org.weft.testkit.storage.StorageBench;

/** A full disk is told as such, and what was there stays. */
@Tag("process")
class FullDiskTest {

    @TempDir
    private Path tmp;

    private static InputStream zeros(long count) {
        return new InputStream() {
            private long left = count;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }
        };
    }

    @Test
    void a_body_that_does_not_fit_changes_nothing() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(tmp.resolve("disk"), "size=2m");
                StorageBench bench = BenchOf.with(tmp, LocalFsConfig.of(disk.folder()))) {
            bench.put("/a", "old content");
            String before = bench.picture("/");
            assertThatThrownBy(() ->
                            bench.driver().put(bench.anna(), StorageBench.at("/a"), PutSpec.simple(), zeros(4 << 20)))
                    .isInstanceOf(NoSpace.class)
                    .hasMessageContaining("/a");
            assertThatThrownBy(() ->
                            bench.driver().put(bench.anna(), StorageBench.at("/b"), PutSpec.simple(), zeros(4 << 20)))
                    .isInstanceOf(NoSpace.class);
            PutSpec simple = PutSpec.simple();
            PutSpec announced = new PutSpec(
                    OptionalLong.of(4 << 20),
                    simple.mtime(),
                    simple.precondition(),
                    simple.guard(),
                    simple.onConflict(),
                    simple.digests(),
                    simple.mediaType());
            assertThatThrownBy(() -> bench.driver().put(bench.anna(), StorageBench.at("/a"), announced, zeros(4 << 20)))
                    .isInstanceOf(NoSpace.class);
            assertThat(bench.picture("/")).isEqualTo(before);
            assertThat(bench.read("/a")).isEqualTo("old content");
            try (var entries = Files.list(disk.folder().resolve(".weft/tmp"))) {
                assertThat(entries).isEmpty();
            }
            assertThat(bench.driver()
                            .quota(bench.anna(), StorageBench.at("/"))
                            .remaining()
                            .orElseThrow())
                    .isLessThan(2 << 20);
            bench.put("/small", "there is room for this");
        }
    }

    @Test
    void no_more_files_is_told_as_no_space() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(tmp.resolve("disk"), "size=2m,nr_inodes=20");
                StorageBench bench =
                        BenchOf.with(tmp, LocalFsConfig.of(disk.folder()).withTrash(Duration.ZERO))) {
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 30; i++) {
                            bench.put("/f" + i, "x");
                        }
                    })
                    .isInstanceOf(NoSpace.class);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 30; i++) {
                            bench.folder("/d" + i);
                        }
                    })
                    .isInstanceOf(NoSpace.class);
            bench.restart();
            bench.delete("/f0");
            bench.put("/again", "x");
            assertThat(bench.read("/again")).isEqualTo("x");
        }
    }

    @Test
    void nothing_moves_across_another_file_system_that_is_mounted_inside() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(tmp.resolve("root/inner"), "size=2m");
                StorageBench bench = BenchOf.with(tmp, LocalFsConfig.of(tmp.resolve("root")))) {
            bench.put("/a", "x");
            assertThatThrownBy(() -> bench.move("/a", "/inner/a")).isInstanceOf(Unsupported.class);
            assertThat(bench.read("/a")).isEqualTo("x");
        }
    }
}
