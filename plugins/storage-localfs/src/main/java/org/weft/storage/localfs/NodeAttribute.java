/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.weft.spi.storage.Checksum;

/**
 * What the extended attribute {@code user.weft} holds: at most 68 bytes, which fit into an ext4 inode of 256 bytes
 * beside everything else, so that reading it costs no block of its own.
 *
 * <p>The inode number tells a copy made with attributes ({@code cp -a}) from its original. Time and size are those of
 * the node when it was last seen; when they differ from the disk's, another program has written.
 *
 * @param flags see the constants
 * @param id what never changes
 * @param revision a random number, another one after each change
 * @param inode the low 40 bits of the inode number
 * @param mtime the disk's time of modification when last seen, in nanoseconds
 * @param size of a file, its bytes; of a folder, those of all files below it
 * @param treeMtime of a folder, the last change below it, in nanoseconds
 * @param sha1 of a file with that flag, the digest's 20 bytes
 * @param adler32 of a file with that flag, the sum
 */
record NodeAttribute(
        int flags, Id id, long revision, long inode, long mtime, long size, long treeMtime, Sha1 sha1, int adler32) {

    private static final int VERSION = 1;
    private static final int FOLDER = 0x10;
    private static final int SPACE = 0x20;
    private static final int HAS_SHA1 = 0x40;
    private static final int HAS_ADLER = 0x80;
    private static final int FOLDER_LENGTH = 54;
    private static final int FILE_LENGTH = 68;
    private static final long INODE_MASK = (1L << 40) - 1;
    private static final Sha1 NO_SHA1 = new Sha1(0, 0, 0);

    /** A digest's 20 bytes. */
    record Sha1(long first, long second, int third) {
        String hex() {
            HexFormat hex = HexFormat.of();
            return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third);
        }

        static Sha1 of(String hex) {
            return new Sha1(
                    Long.parseUnsignedLong(hex, 0, 16, 16),
                    Long.parseUnsignedLong(hex, 16, 32, 16),
                    Integer.parseUnsignedInt(hex, 32, 40, 16));
        }
    }

    static NodeAttribute file(Id id, long inode, long mtime, long size, List<Checksum> digests) {
        int flags = 0;
        Sha1 sha1 = NO_SHA1;
        int adler32 = 0;
        for (Checksum digest : digests) {
            if (digest.algorithm() == Checksum.Algorithm.SHA1 && digest.hex().length() == 40) {
                flags |= HAS_SHA1;
                sha1 = Sha1.of(digest.hex());
            } else if (digest.algorithm() == Checksum.Algorithm.ADLER32
                    && digest.hex().length() == 8) {
                flags |= HAS_ADLER;
                adler32 = Integer.parseUnsignedInt(digest.hex(), 16);
            }
        }
        return new NodeAttribute(flags, id, freshRevision(), inode & INODE_MASK, mtime, size, 0, sha1, adler32);
    }

    static NodeAttribute folder(Id id, long inode, long mtime, long treeMtime) {
        return new NodeAttribute(FOLDER, id, freshRevision(), inode & INODE_MASK, mtime, 0, treeMtime, NO_SHA1, 0);
    }

    /** What is told of a node that bears no attribute; the same as long as the disk says the same. */
    static NodeAttribute foreign(DirEntry child) {
        return new NodeAttribute(
                child.isFolder() ? FOLDER : 0,
                child.id(),
                EtagHash.of(child.changed()),
                child.inode() & INODE_MASK,
                child.mtime(),
                child.isFolder() ? 0 : child.size(),
                child.isFolder() ? child.mtime() : 0,
                NO_SHA1,
                0);
    }

    private static long freshRevision() {
        return ThreadLocalRandom.current().nextLong();
    }

    boolean isFolder() {
        return (flags & FOLDER) != 0;
    }

    boolean isSpace() {
        return (flags & SPACE) != 0;
    }

    boolean isOf(long otherInode) {
        return inode == (otherInode & INODE_MASK);
    }

    NodeAttribute asSpace() {
        return new NodeAttribute(flags | SPACE, id, revision, inode, mtime, size, treeMtime, sha1, adler32);
    }

    /** Another id on another inode, with the same content. */
    NodeAttribute as(Id newId, long newInode) {
        return new NodeAttribute(
                flags & ~SPACE, newId, freshRevision(), newInode & INODE_MASK, mtime, size, treeMtime, sha1, adler32);
    }

    /** The same content on another inode: the file was copied back with its attributes. */
    NodeAttribute movedTo(long newInode) {
        return new NodeAttribute(flags, id, revision, newInode & INODE_MASK, mtime, size, treeMtime, sha1, adler32);
    }

    /** The same content, as the disk shows it now. */
    NodeAttribute seen(long itsInode, long itsMtime, long itsSize) {
        return new NodeAttribute(
                flags, id, revision, itsInode & INODE_MASK, itsMtime, itsSize, treeMtime, sha1, adler32);
    }

    /** The same content with another time of the disk's. */
    NodeAttribute modified(long diskMtime) {
        return new NodeAttribute(flags, id, freshRevision(), inode, diskMtime, size, treeMtime, sha1, adler32);
    }

    /** A folder that bears another time, until something below it changes. */
    NodeAttribute bearing(long time) {
        return new NodeAttribute(flags, id, freshRevision(), inode, mtime, size, time, sha1, adler32);
    }

    /** A folder below which something has changed. */
    NodeAttribute changed(long bytes, long now) {
        return changed(bytes, now, mtime);
    }

    /** A folder whose list of names has changed. */
    NodeAttribute changed(long bytes, long now, long diskMtime) {
        return new NodeAttribute(
                flags,
                id,
                freshRevision(),
                inode,
                diskMtime,
                Math.max(0, size + bytes),
                Math.max(treeMtime, now),
                sha1,
                adler32);
    }

    /** A folder whose size was counted anew. */
    NodeAttribute sized(long bytes) {
        return new NodeAttribute(flags, id, freshRevision(), inode, mtime, bytes, treeMtime, sha1, adler32);
    }

    /** Another number for another content; the same for one content also when its revision has changed, where that is known. */
    long contentMark() {
        return (flags & HAS_SHA1) != 0 ? sha1.first() : revision;
    }

    List<Checksum> checksums() {
        if ((flags & (HAS_SHA1 | HAS_ADLER)) == 0) {
            return List.of();
        }
        List<Checksum> sums = new ArrayList<>(2);
        if ((flags & HAS_SHA1) != 0) {
            sums.add(new Checksum(Checksum.Algorithm.SHA1, sha1.hex()));
        }
        if ((flags & HAS_ADLER) != 0) {
            sums.add(new Checksum(Checksum.Algorithm.ADLER32, HexFormat.of().toHexDigits(adler32)));
        }
        return sums;
    }

    /** Writes it down. @return how many bytes */
    int encode(MemorySegment into) {
        into.set(JAVA_BYTE, 0, (byte) (VERSION | flags));
        into.set(JAVA_LONG_UNALIGNED, 1, id.high());
        into.set(JAVA_LONG_UNALIGNED, 9, id.low());
        into.set(JAVA_LONG_UNALIGNED, 17, revision);
        into.set(JAVA_LONG_UNALIGNED, 25, mtime);
        into.set(JAVA_INT_UNALIGNED, 33, (int) inode);
        into.set(JAVA_BYTE, 37, (byte) (inode >> 32));
        if (isFolder()) {
            into.set(JAVA_LONG_UNALIGNED, 38, size);
            into.set(JAVA_LONG_UNALIGNED, 46, treeMtime);
            return FOLDER_LENGTH;
        }
        into.set(JAVA_INT_UNALIGNED, 38, (int) size);
        into.set(JAVA_BYTE, 42, (byte) (size >> 32));
        into.set(JAVA_BYTE, 43, (byte) (size >> 40));
        into.set(JAVA_LONG_UNALIGNED, 44, sha1.first());
        into.set(JAVA_LONG_UNALIGNED, 52, sha1.second());
        into.set(JAVA_INT_UNALIGNED, 60, sha1.third());
        into.set(JAVA_INT_UNALIGNED, 64, adler32);
        return FILE_LENGTH;
    }

    /** Reads it. @return null when it is not ours */
    static @Nullable NodeAttribute decode(MemorySegment from, long length) {
        int first = length > 0 ? from.get(JAVA_BYTE, 0) & 0xff : 0;
        boolean folder = (first & FOLDER) != 0;
        if ((first & 0x0f) != VERSION || length != (folder ? FOLDER_LENGTH : FILE_LENGTH)) {
            return null;
        }
        Id id = new Id(from.get(JAVA_LONG_UNALIGNED, 1), from.get(JAVA_LONG_UNALIGNED, 9));
        long inode = unsigned(from, 33) | (long) (from.get(JAVA_BYTE, 37) & 0xff) << 32;
        long revision = from.get(JAVA_LONG_UNALIGNED, 17);
        long mtime = from.get(JAVA_LONG_UNALIGNED, 25);
        int flags = first & 0xf0;
        if (folder) {
            return new NodeAttribute(
                    flags,
                    id,
                    revision,
                    inode,
                    mtime,
                    from.get(JAVA_LONG_UNALIGNED, 38),
                    from.get(JAVA_LONG_UNALIGNED, 46),
                    NO_SHA1,
                    0);
        }
        long size = unsigned(from, 38)
                | (long) (from.get(JAVA_BYTE, 42) & 0xff) << 32
                | (long) (from.get(JAVA_BYTE, 43) & 0xff) << 40;
        Sha1 sha1 = new Sha1(
                from.get(JAVA_LONG_UNALIGNED, 44), from.get(JAVA_LONG_UNALIGNED, 52), from.get(JAVA_INT_UNALIGNED, 60));
        return new NodeAttribute(flags, id, revision, inode, mtime, size, 0, sha1, from.get(JAVA_INT_UNALIGNED, 64));
    }

    private static long unsigned(MemorySegment from, long offset) {
        return Integer.toUnsignedLong(from.get(JAVA_INT_UNALIGNED, offset));
    }
}
