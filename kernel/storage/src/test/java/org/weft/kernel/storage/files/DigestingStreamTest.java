/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.kernel.storage.resource.SpaceKey;
import org.weft.spi.WeftException.ChecksumMismatch;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;
import org.weft.spi.storage.Quota;
import org.weft.spi.storage.SpaceId;

/** The digests of a body, whether one thread makes them or two. */
class DigestingStreamTest {

    private static final int LARGE = (9 << 20) + 17;

    private static byte[] body(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        return body;
    }

    private static DigestingStream digesting(byte[] body, DigestThreads threads, Checksum... declared) {
        return new DigestingStream(
                new ByteArrayInputStream(body),
                OptionalLong.of(body.length),
                List.of(declared),
                EnumSet.of(Algorithm.SHA1, Algorithm.MD5, Algorithm.ADLER32),
                threads,
                new PendingPuts().begin(new SpaceKey("s", new SpaceId("a")), PendingPutsTest.room(Quota.unknown(), 0)));
    }

    /** Reads into one buffer again and again, in pieces of odd lengths, as a driver may. */
    private static void read(InputStream in) throws IOException {
        byte[] buffer = new byte[300_007];
        Random random = new Random(1);
        int read = 0;
        while (read >= 0) {
            int offset = random.nextInt(1000);
            read = in.read(buffer, offset, 1 + random.nextInt(buffer.length - offset));
        }
    }

    private static Checksum checksum(Algorithm algorithm, String name, byte[] body) throws Exception {
        return new Checksum(
                algorithm,
                HexFormat.of().formatHex(MessageDigest.getInstance(name).digest(body)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4 << 20, LARGE})
    void are_those_of_the_whole_body_with_a_second_thread_and_without(int length) throws Exception {
        byte[] body = body(length);
        for (int most = 0; most < 2; most++) {
            DigestThreads threads = new DigestThreads(most);
            DigestingStream digesting = digesting(body, threads);
            read(digesting);
            digesting.release();
            assertThat(digesting.checksums())
                    .contains(checksum(Algorithm.MD5, "MD5", body), checksum(Algorithm.SHA1, "SHA-1", body))
                    .extracting(Checksum::algorithm)
                    .containsExactlyInAnyOrder(Algorithm.SHA1, Algorithm.MD5, Algorithm.ADLER32);
        }
    }

    @Test
    void a_declared_one_is_compared_on_the_second_thread_too() throws Exception {
        byte[] body = body(LARGE);
        DigestingStream right = digesting(body, new DigestThreads(1), checksum(Algorithm.MD5, "MD5", body));
        read(right);
        right.release();
        DigestingStream wrong = digesting(body, new DigestThreads(1), checksum(Algorithm.MD5, "MD5", body(1)));
        assertThatThrownBy(() -> read(wrong)).isInstanceOf(ChecksumMismatch.class);
        wrong.release();
    }

    @Test
    void a_body_that_is_given_up_gives_its_second_thread_back() throws Exception {
        byte[] body = body(LARGE);
        DigestThreads threads = new DigestThreads(1);
        for (int given = 0; given < 3; given++) {
            DigestingStream up = digesting(body, threads);
            assertThat(up.readNBytes(6 << 20)).hasSize(6 << 20);
            assertThat(threads.digesting(MessageDigest.getInstance("MD5")))
                    .as("it is taken")
                    .isEmpty();
            up.release();
        }
        ParallelDigest free =
                threads.digesting(MessageDigest.getInstance("MD5")).orElseThrow();
        threads.ended(free);
    }
}
