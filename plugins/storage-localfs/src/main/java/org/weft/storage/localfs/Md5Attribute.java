/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.spi.storage.Checksum;
import org.weft.spi.storage.Checksum.Algorithm;

/**
 * The attribute {@code user.weft.md5}: a digest that few ask for, kept outside of the one that is read with every look. Its
 * first 8 bytes tell of which content it is, since another program that writes the file leaves it where it is.
 */
final class Md5Attribute {

    private static final int LENGTH = 24;

    private Md5Attribute() {}

    /** Keeps the digest, if it is among these, of what the attribute describes. @return below zero when that failed */
    static int write(CallBuffer s, int dirfd, MemorySegment name, NodeAttribute content, List<Checksum> digests) {
        for (Checksum digest : digests) {
            if (digest.algorithm() == Algorithm.MD5 && digest.hex().length() == 32) {
                s.value().set(JAVA_LONG_UNALIGNED, 0, content.contentMark());
                byte[] bytes = HexFormat.of().parseHex(digest.hex());
                MemorySegment.copy(bytes, 0, s.value(), JAVA_BYTE, 8, bytes.length);
                return Xattrs.set(s, dirfd, name, s.md5Name(), LENGTH);
            }
        }
        return 0;
    }

    /** The digest of what the attribute describes. */
    static Optional<Checksum> read(CallBuffer s, int dirfd, MemorySegment name, NodeAttribute content) {
        long length = Xattrs.get(s, dirfd, name, s.md5Name());
        if (length != LENGTH || s.value().get(JAVA_LONG_UNALIGNED, 0) != content.contentMark()) {
            return Optional.empty();
        }
        byte[] bytes = s.value().asSlice(8, 16).toArray(JAVA_BYTE);
        return Optional.of(new Checksum(Algorithm.MD5, HexFormat.of().formatHex(bytes)));
    }
}
