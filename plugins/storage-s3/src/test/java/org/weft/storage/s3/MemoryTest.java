/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.weft.storage.s3.Lab.MIB;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.WeftException.Unavailable;
import org.weft.testkit.TestContext;

/** Uploads take the memory that they may, and no more, however large and however many they are. */
@Tag("process")
class MemoryTest {

    /** So many bytes of nothing, none of which is held anywhere. */
    private static final class Zeros extends InputStream {
        private long left;

        Zeros(long length) {
            this.left = length;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            if (left <= 0) {
                return -1;
            }
            int read = (int) Math.min(count, left);
            Arrays.fill(target, offset, offset + read, (byte) 0);
            left -= read;
            return read;
        }
    }

    @Test
    void one_large_upload_holds_the_parts_that_are_under_way_and_one_more(@TempDir Path tmp) throws IOException {
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(Lab.bucket(), context)) {
            long size = 100L * MIB;
            assertThat(blobs.write("blob", new Zeros(size), OptionalLong.of(size)))
                    .isEqualTo(size);
            assertThat(blobs.buffers().peak())
                    .isBetween(2L * 5 * MIB, (long) (blobs.config().parallelism() + 1) * 5 * MIB);
            assertThat(blobs.buffers().inUse()).isZero();
        }
    }

    @Test
    void many_uploads_share_what_there_is_and_all_come_to_their_end(@TempDir Path tmp) throws Exception {
        S3Config config = Lab.Options.of(Lab.bucket()).buffers(20L * MIB).config();
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String key = "blob" + i;
                OptionalLong length = i % 2 == 0 ? OptionalLong.of(16L * MIB) : OptionalLong.empty();
                all.add(clients.submit(() -> blobs.write(key, new Zeros(16L * MIB), length)));
            }
            for (Future<Long> one : all) {
                assertThat(one.get()).isEqualTo(16L * MIB);
            }
            assertThat(blobs.buffers().peak()).isBetween(5L * MIB, 20L * MIB);
            assertThat(blobs.buffers().inUse()).isZero();
        }
    }

    @Test
    void small_uploads_take_little(@TempDir Path tmp) throws IOException {
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(Lab.bucket(), context)) {
            blobs.write("known", new ByteArrayInputStream(new byte[1000]), OptionalLong.of(1000));
            assertThat(blobs.buffers().peak()).isEqualTo(1000);
            blobs.write("unknown", new ByteArrayInputStream(new byte[1000]), OptionalLong.empty());
            assertThat(blobs.buffers().peak()).isLessThanOrEqualTo(256 * 1024);
        }
    }

    @Test
    void without_memory_a_body_of_known_length_is_passed_on_and_another_must_wait(@TempDir Path tmp)
            throws IOException {
        S3Config config = Lab.Options.of(Lab.bucket())
                .buffers(5L * MIB)
                .timeout(Duration.ofSeconds(1))
                .config();
        byte[] body = Lab.bytes(1, 12 * MIB);
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context);
                Buffers.Part all = blobs.buffers().tryReserve(5 * MIB).orElseThrow()) {
            assertThat(all.length()).isZero();
            blobs.write("known", new ByteArrayInputStream(body), OptionalLong.of(body.length));
            try (InputStream stream = blobs.read("known", 0, body.length)) {
                assertThat(stream.readAllBytes()).isEqualTo(body);
            }
            assertThatThrownBy(() -> blobs.write("unknown", new ByteArrayInputStream(body), OptionalLong.empty()))
                    .isInstanceOf(Unavailable.class)
                    .hasMessageContaining("try again");
            assertThatThrownBy(() -> blobs.write("short", new ByteArrayInputStream(body), OptionalLong.of(13L * MIB)))
                    .isInstanceOf(InvalidArgument.class)
                    .hasMessageContaining("shorter");
            assertThatThrownBy(() -> blobs.write("long", new ByteArrayInputStream(body), OptionalLong.of(11L * MIB)))
                    .isInstanceOf(InvalidArgument.class)
                    .hasMessageContaining("longer");
            List<String> keys = new ArrayList<>();
            blobs.list("", entry -> keys.add(entry.key()));
            assertThat(keys).containsExactly("known");
            assertThat(blobs.buffers().peak()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"AUTO, 17, true", "AUTO, 15, false", "PARTS, 17, false", "ONE_REQUEST, 15, true"})
    void a_body_of_known_length_goes_in_one_request_where_the_client_is_fast(
            S3Config.Sending sending, int mebibytesPerSecond, boolean inOneRequest, @TempDir Path tmp)
            throws IOException {
        S3Config config = Lab.Options.of(Lab.bucket()).sending(sending).config();
        AtomicLong now = new AtomicLong();
        long second = TimeUnit.SECONDS.toNanos(1);
        InputStream body = new FilterInputStream(new Zeros(24L * MIB)) {
            @Override
            public int read(byte[] target, int offset, int count) throws IOException {
                int read = super.read(target, offset, count);
                now.addAndGet(read * second / MIB / mebibytesPerSecond);
                return read;
            }
        };
        try (TestContext context = TestContext.in(tmp);
                S3Blobs blobs = new S3Blobs(config, context, now::get)) {
            assertThat(blobs.write("blob", body, OptionalLong.of(24L * MIB))).isEqualTo(24L * MIB);
            if (inOneRequest) {
                assertThat(blobs.buffers().peak()).isEqualTo(5L * MIB);
            } else {
                assertThat(blobs.buffers().peak()).isGreaterThan(5L * MIB);
            }
            try (InputStream stream = blobs.read("blob", 0, 24L * MIB)) {
                assertThat(stream.readAllBytes()).hasSize(24 * MIB).containsOnly(0);
            }
        }
    }

    @Test
    void parts_grow_where_ten_thousand_of_them_would_not_do() {
        int usual = 8 * MIB;
        long gib = 1024L * MIB;
        assertThat(new PartSizes(usual, OptionalLong.of(gib)).even()).isEqualTo(usual);
        PartSizes large = new PartSizes(usual, OptionalLong.of(200 * gib));
        assertThat(large.even() * S3Parts.MOST).isGreaterThanOrEqualTo(200 * gib);
        assertThat(large.areHeld()).isTrue();
        assertThat((PartSizes.parallel(large.of(1)) + 1L) * large.of(1)).isLessThanOrEqualTo(PartSizes.MOST_MEMORY);
        assertThat(new PartSizes(usual, OptionalLong.of(5 * 1024 * gib)).areHeld())
                .isFalse();
        PartSizes endless = new PartSizes(usual, OptionalLong.empty());
        long total = 0;
        for (int number = 1; number <= S3Parts.MOST; number++) {
            total += endless.of(number);
        }
        assertThat(total).isGreaterThan(250 * gib);
    }
}
