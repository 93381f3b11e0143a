/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.weft.spi.storage.Checksum;

/**
 * What the extended attribute {@code user.weft} of a file holds: 38 to 62 bytes. It is written before the file gets its name
 * and never changed, so it may be remembered by inode. The inode's number in it tells a copy made with attributes from its
 * original; time and size tell whether the digests still hold.
 *
 * @param origin the inode that first bore the file's id
 * @param inode the inode that this was written on
 * @param mtime the time of modification then
 * @param size the size then
 * @param sha1 40 hexadecimal digits, or empty
 * @param adler32 8 hexadecimal digits, or empty
 * @param md5 32 hexadecimal digits, or empty
 */
record FileAttribute(long origin, long inode, long mtime, long size, String sha1, String adler32, String md5) {

    /** What a file without the attribute has. */
    static final FileAttribute NONE = new FileAttribute(0, 0, 0, 0, "", "", "");

    private static final byte VERSION = 1;
    private static final int HAS_SHA1 = 1;
    private static final int HAS_ADLER = 2;
    private static final int HAS_MD5 = 4;
    private static final int SHA1_BYTES = 20;
    private static final int ADLER_BYTES = 4;
    private static final int MD5_BYTES = 16;
    private static final int LEAST = 2 + 4 * Long.BYTES;

    /** @param digests those that are to be kept */
    static FileAttribute of(long origin, InodeStatus file, List<Checksum> digests) {
        return new FileAttribute(
                origin,
                file.inode(),
                file.mtime(),
                file.size(),
                hex(digests, Checksum.Algorithm.SHA1, SHA1_BYTES),
                hex(digests, Checksum.Algorithm.ADLER32, ADLER_BYTES),
                hex(digests, Checksum.Algorithm.MD5, MD5_BYTES));
    }

    private static String hex(List<Checksum> digests, Checksum.Algorithm algorithm, int bytes) {
        return digests.stream()
                .filter(digest ->
                        digest.algorithm() == algorithm && digest.hex().length() == 2 * bytes)
                .map(Checksum::hex)
                .findFirst()
                .orElse("");
    }

    /** The same on the same file, for another node. */
    FileAttribute withOrigin(long other) {
        return new FileAttribute(other, inode, mtime, size, sha1, adler32, md5);
    }

    /** The id's origin of the file that bears this. */
    long originOf(InodeStatus file) {
        return inode == file.inode() && inode != 0 ? origin : file.inode();
    }

    /** The digests that are known to hold for a file. */
    List<Checksum> checksums(InodeStatus file) {
        if (inode != file.inode() || mtime != file.mtime() || size != file.size()) {
            return List.of();
        }
        List<Checksum> known = new ArrayList<>(3);
        if (!sha1.isEmpty()) {
            known.add(new Checksum(Checksum.Algorithm.SHA1, sha1));
        }
        if (!adler32.isEmpty()) {
            known.add(new Checksum(Checksum.Algorithm.ADLER32, adler32));
        }
        if (!md5.isEmpty()) {
            known.add(new Checksum(Checksum.Algorithm.MD5, md5));
        }
        return known;
    }

    /** Whether it says anything that the file itself does not. */
    boolean isNeeded() {
        return origin != inode || !sha1.isEmpty() || !adler32.isEmpty() || !md5.isEmpty();
    }

    byte[] encode() {
        HexFormat hex = HexFormat.of();
        int flags =
                (sha1.isEmpty() ? 0 : HAS_SHA1) | (adler32.isEmpty() ? 0 : HAS_ADLER) | (md5.isEmpty() ? 0 : HAS_MD5);
        ByteBuffer bytes = ByteBuffer.allocate(LEAST + digestBytes(flags));
        bytes.put(VERSION).put((byte) flags);
        bytes.putLong(origin).putLong(inode).putLong(mtime).putLong(size);
        bytes.put(hex.parseHex(sha1)).put(hex.parseHex(adler32)).put(hex.parseHex(md5));
        return bytes.array();
    }

    private static int digestBytes(int flags) {
        return ((flags & HAS_SHA1) == 0 ? 0 : SHA1_BYTES)
                + ((flags & HAS_ADLER) == 0 ? 0 : ADLER_BYTES)
                + ((flags & HAS_MD5) == 0 ? 0 : MD5_BYTES);
    }

    /** Reads it; nothing when it is not ours. */
    static Optional<FileAttribute> decode(byte[] value) {
        if (value.length < LEAST || value[0] != VERSION) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        int flags = bytes.getShort() & 0xff;
        if (value.length != LEAST + digestBytes(flags)) {
            return Optional.empty();
        }
        long origin = bytes.getLong();
        long inode = bytes.getLong();
        long mtime = bytes.getLong();
        long size = bytes.getLong();
        String sha1 = (flags & HAS_SHA1) == 0 ? "" : hex(bytes, SHA1_BYTES);
        String adler = (flags & HAS_ADLER) == 0 ? "" : hex(bytes, ADLER_BYTES);
        String md5 = (flags & HAS_MD5) == 0 ? "" : hex(bytes, MD5_BYTES);
        return Optional.of(new FileAttribute(origin, inode, mtime, size, sha1, adler, md5));
    }

    private static String hex(ByteBuffer bytes, int count) {
        byte[] digest = new byte[count];
        bytes.get(digest);
        return HexFormat.of().formatHex(digest);
    }
}
