/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.Adler32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;

class RunningDigestTest {

    private static List<Checksum> expected(byte[] bytes) throws Exception {
        Adler32 adler = new Adler32();
        adler.update(bytes);
        return List.of(
                new Checksum(
                        Algorithm.SHA1,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-1").digest(bytes))),
                new Checksum(
                        Algorithm.MD5,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("MD5").digest(bytes))),
                new Checksum(Algorithm.ADLER32, HexFormat.of().toHexDigits((int) adler.getValue())));
    }

    @Test
    void without_md5_there_are_the_others_and_what_was_written_down_so_goes_on_so() throws Exception {
        byte[] bytes = new byte[1000];
        RunningDigest digest = RunningDigest.fresh(false);
        digest.update(bytes, 0, 500);
        RunningDigest later = RunningDigest.parse(digest.encode()).orElseThrow();
        later.update(bytes, 500, 500);
        assertThat(later.checksums())
                .isEqualTo(expected(bytes).stream()
                        .filter(checksum -> checksum.algorithm() != Algorithm.MD5)
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000, 65_521, 1_000_003})
    void the_digests_are_those_of_the_jdk(int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        RunningDigest digest = RunningDigest.fresh(true);
        digest.update(bytes, 0, length);
        assertThat(digest.checksums()).isEqualTo(expected(bytes));
    }

    @Test
    void the_digests_go_on_after_being_written_down_wherever_the_parts_end() throws Exception {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(300_000)];
            random.nextBytes(bytes);
            String written = RunningDigest.fresh(true).encode();
            int at = 0;
            while (at < bytes.length) {
                int length = Math.min(bytes.length - at, random.nextInt(1, 70_000));
                RunningDigest digest = RunningDigest.parse(written).orElseThrow();
                digest.update(bytes, at, length);
                written = digest.encode();
                at += length;
            }
            assertThat(RunningDigest.parse(written).orElseThrow().checksums())
                    .as("seed %s", seed)
                    .isEqualTo(expected(bytes));
        }
    }

    @Test
    void asking_for_the_digests_does_not_end_them() throws Exception {
        byte[] bytes = "the quick brown fox".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        RunningDigest digest = RunningDigest.fresh(true);
        digest.update(bytes, 0, 9);
        assertThat(digest.checksums()).isEqualTo(expected(Arrays.copyOf(bytes, 9)));
        digest.update(bytes, 9, bytes.length - 9);
        assertThat(digest.checksums()).isEqualTo(expected(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000001",
                "zz",
                "0000000167452301efcdab8998badcfe10325476c3d2e1f00000000000000005",
                "0000000167452301efcdab8998badcfe10325476c3d2e1f00000000000000000-",
                "0000000167452301efcdab8998badcfe10325476c3d2e1f00000000000000000-67452301"
            })
    void text_that_was_not_written_by_it_is_nothing(String text) {
        assertThat(RunningDigest.parse(text)).isEmpty();
    }
}
