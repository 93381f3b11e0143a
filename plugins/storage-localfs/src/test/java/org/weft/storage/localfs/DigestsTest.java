/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.weft.spi.InvalidConfig;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;
import org.weft.spi.storage.PutSpec;
import org.weft.testkit.storage.StorageBench;

/** Which digests of a file are kept, and that they are never those of another content. */
class DigestsTest {

    private static final Checksum SHA1 = new Checksum(Algorithm.SHA1, "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
    private static final Checksum MD5 = new Checksum(Algorithm.MD5, "0cc175b9c0f1b6a831c399e269772661");
    private static final Checksum ADLER32 = new Checksum(Algorithm.ADLER32, "00620062");

    @TempDir
    private Path tmp;

    private static PutSpec digested() {
        PutSpec simple = PutSpec.simple();
        return new PutSpec(
                simple.length(),
                simple.mtime(),
                simple.precondition(),
                simple.guard(),
                simple.onConflict(),
                () -> List.of(SHA1, MD5, ADLER32),
                simple.mediaType());
    }

    private LocalFsConfig keeping(String... digests) {
        return new LocalFsConfig(
                tmp.resolve("root"),
                false,
                Optional.empty(),
                Duration.ZERO,
                0,
                0,
                10,
                Duration.ZERO,
                Duration.ofDays(1),
                Optional.of(Set.of(digests)),
                MakeRoom.NONE);
    }

    @Test
    void all_three_are_kept_by_default_in_every_look_at_the_file() throws IOException {
        try (StorageBench bench = BenchOf.in(tmp)) {
            assertThat(bench.driver().traits().checksums())
                    .containsExactlyInAnyOrder(Algorithm.SHA1, Algorithm.MD5, Algorithm.ADLER32);
            assertThat(bench.put("/a", digested(), "a").checksums()).containsExactly(SHA1, MD5, ADLER32);
            bench.restart();
            assertThat(bench.stat("/a").checksums()).containsExactly(SHA1, MD5, ADLER32);
            assertThat(bench.list("/").getFirst().checksums()).containsExactly(SHA1, MD5, ADLER32);
            bench.move("/a", "/b");
            assertThat(bench.stat("/b").checksums()).containsExactly(SHA1, MD5, ADLER32);
            assertThat(bench.copy("/b", "/c").checksums()).containsExactly(SHA1, MD5, ADLER32);
            assertThat(bench.stat("/c").checksums()).containsExactly(SHA1, MD5, ADLER32);
        }
    }

    @Test
    void none_outlives_the_content_that_it_is_of() throws IOException {
        try (StorageBench bench = BenchOf.in(tmp)) {
            bench.put("/a", digested(), "a");
            Files.writeString(tmp.resolve("root/a"), "bb");
            assertThat(bench.stat("/a").checksums()).isEmpty();
            bench.put("/a", "c");
            assertThat(bench.stat("/a").checksums()).isEmpty();
        }
    }

    @Test
    void a_site_that_wants_fewer_keeps_fewer() throws IOException {
        try (StorageBench bench = BenchOf.with(tmp, keeping("SHA1"))) {
            assertThat(bench.driver().traits().checksums()).containsExactly(Algorithm.SHA1);
            assertThat(bench.put("/a", digested(), "a").checksums()).containsExactly(SHA1);
            assertThat(Files.getFileAttributeView(tmp.resolve("root/a"), UserDefinedFileAttributeView.class)
                            .list())
                    .containsExactly("weft");
        }
        try (StorageBench bench = BenchOf.with(tmp, keeping("MD5"))) {
            assertThat(bench.put("/b", digested(), "a").checksums()).containsExactly(MD5);
            assertThat(bench.stat("/b").checksums()).containsExactly(MD5);
            assertThat(bench.stat("/a").checksums()).containsExactly(SHA1);
        }
    }

    @Test
    void a_digest_that_nobody_keeps_is_refused_at_the_start() {
        assertThatThrownBy(() -> keeping("SHA256").checked())
                .isInstanceOf(InvalidConfig.class)
                .hasMessageContaining("SHA1, MD5 and ADLER32");
    }
}
