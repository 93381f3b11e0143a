/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Adler32;
import org.jspecify.annotations.Nullable;
import org.weft.kernel.storage.upload.ResumableDigest.Kind;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;

/** The digests of an upload so far, which go on from part to part and from node to node. For one thread. */
final class RunningDigest {

    /** What can be carried on; an upload that declares anything else is digested at its commit. */
    static final Set<Algorithm> ALGORITHMS = Set.of(Algorithm.SHA1, Algorithm.MD5, Algorithm.ADLER32);

    private static final int ADLER_BASE = 65521;
    private static final char JOINT = '-';

    private final ResumableDigest sha1;
    private final @Nullable ResumableDigest md5;
    private final long adlerBefore;
    private final Adler32 adler = new Adler32();
    private long sinceThen;

    private RunningDigest(ResumableDigest sha1, @Nullable ResumableDigest md5, long adlerBefore) {
        this.sha1 = sha1;
        this.md5 = md5;
        this.adlerBefore = adlerBefore;
    }

    /** @param md5 whether anybody wants that one, which costs as much again as the others */
    static RunningDigest fresh(boolean md5) {
        return new RunningDigest(new ResumableDigest(Kind.SHA1), md5 ? new ResumableDigest(Kind.MD5) : null, 1);
    }

    void update(byte[] bytes, int offset, int length) {
        sha1.update(bytes, offset, length);
        if (md5 != null) {
            md5.update(bytes, offset, length);
        }
        adler.update(bytes, offset, length);
        sinceThen += length;
    }

    /** Adler-32 of two texts in a row, by the sums of each (RFC 1950, section 9). */
    private int adler32() {
        long before1 = adlerBefore & 0xffff;
        long before2 = adlerBefore >>> 16;
        long since1 = adler.getValue() & 0xffff;
        long since2 = adler.getValue() >>> 16;
        long length = sinceThen % ADLER_BASE;
        long sum1 = (before1 + since1 + ADLER_BASE - 1) % ADLER_BASE;
        long sum2 = (before2 + since2 + length * ((before1 + ADLER_BASE - 1) % ADLER_BASE)) % ADLER_BASE;
        return (int) (sum2 << 16 | sum1);
    }

    List<Checksum> checksums() {
        List<Checksum> checksums = new ArrayList<>(3);
        checksums.add(new Checksum(Algorithm.SHA1, sha1.hex()));
        if (md5 != null) {
            checksums.add(new Checksum(Algorithm.MD5, md5.hex()));
        }
        checksums.add(new Checksum(Algorithm.ADLER32, HexFormat.of().toHexDigits(adler32())));
        return List.copyOf(checksums);
    }

    String encode() {
        String others = HexFormat.of().toHexDigits(adler32()) + sha1.encode();
        return md5 == null ? others : others + JOINT + md5.encode();
    }

    /** What {@link #encode} wrote; empty for anything else. */
    static Optional<RunningDigest> parse(String text) {
        int joint = text.indexOf(JOINT);
        String others = joint < 0 ? text : text.substring(0, joint);
        Optional<ResumableDigest> md5 =
                joint < 0 ? Optional.empty() : ResumableDigest.parse(Kind.MD5, text.substring(joint + 1));
        boolean broken = joint >= 0 && md5.isEmpty();
        if (broken || others.length() < 8 || !others.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        long adler = HexFormat.fromHexDigitsToLong(others, 0, 8);
        return ResumableDigest.parse(Kind.SHA1, others.substring(8))
                .map(sha1 -> new RunningDigest(sha1, md5.orElse(null), adler));
    }
}
