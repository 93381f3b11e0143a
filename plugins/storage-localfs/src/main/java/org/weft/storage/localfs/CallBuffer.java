/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.weft.spi.WeftException;

/** The native memory of one call at a time: arguments, answers, the error number. Not thread-safe; pooled. */
final class CallBuffer implements AutoCloseable {

    /** What Linux allows for a name and for a path, in bytes. */
    static final int MAX_NAME = 255;

    private static final int MAX_PATH = 4095;
    private static final int DIRECTORY_TYPE = 0040000;
    private static final int FILE_TYPE = 0100000;
    private static final int LINK_TYPE = 0120000;

    private final MemorySegment state;
    private final MemorySegment stat;
    private final MemorySegment name;
    private final MemorySegment other;
    private final MemorySegment path;
    private final MemorySegment value;
    private final MemorySegment small;
    private final MemorySegment weft;
    private final MemorySegment space;
    private final MemorySegment trash;
    private final MemorySegment versions;
    private final MemorySegment quota;
    private final MemorySegment md5;
    private final MemorySegment empty;
    private final CallBufferPool pool;

    private CallBuffer(CallBufferPool pool) {
        Arena arena = Arena.ofAuto();
        this.pool = pool;
        this.state = arena.allocate(16, 8);
        this.stat = arena.allocate(256, 8);
        this.name = arena.allocate(MAX_NAME + 1, 8);
        this.other = arena.allocate(MAX_NAME + 1, 8);
        this.path = arena.allocate(MAX_PATH + 1, 8);
        this.value = arena.allocate(4096, 8);
        this.small = arena.allocate(32, 8);
        this.weft = arena.allocateFrom("user.weft");
        this.space = arena.allocateFrom("user.weft.space");
        this.trash = arena.allocateFrom("user.weft.trash");
        this.versions = arena.allocateFrom("user.weft.versions");
        this.quota = arena.allocateFrom("user.weft.quota");
        this.md5 = arena.allocateFrom("user.weft.md5");
        this.empty = arena.allocateFrom("");
    }

    static CallBuffer of(CallBufferPool pool) {
        return new CallBuffer(pool);
    }

    /** One of its own, for what happens once. */
    static CallBuffer allocate() {
        return new CallBuffer(new CallBufferPool());
    }

    @Override
    public void close() {
        pool.release(this);
    }

    MemorySegment state() {
        return state;
    }

    int errno() {
        return state.get(JAVA_INT, 0);
    }

    /** The name of the attribute that every node has. */
    MemorySegment weftName() {
        return weft;
    }

    /** The name of the attribute that the root folder of a space has. */
    MemorySegment spaceName() {
        return space;
    }

    /** The name of the attribute that tells where a node in the trash was. */
    MemorySegment trashName() {
        return trash;
    }

    /** The name of the attribute that tells the bytes of a space's versions. */
    MemorySegment versionsName() {
        return versions;
    }

    /** The name of the attribute that tells a space's own quota. */
    MemorySegment quotaName() {
        return quota;
    }

    /** The name of the attribute that holds the digest that few ask for. */
    MemorySegment md5Name() {
        return md5;
    }

    MemorySegment empty() {
        return empty;
    }

    /** The value of an attribute, or any other bytes. */
    MemorySegment value() {
        return value;
    }

    /** Takes a name over into native memory. */
    MemorySegment name(String text) {
        return copy(name, text);
    }

    /** Takes a second name over, for calls that need two. */
    MemorySegment other(String text) {
        return copy(other, text);
    }

    private static MemorySegment copy(MemorySegment into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME) {
            throw new WeftException.InvalidArgument("the name has " + bytes.length + " bytes in UTF-8; at most "
                    + MAX_NAME + " bytes fit: choose a shorter one");
        }
        MemorySegment.copy(bytes, 0, into, JAVA_BYTE, 0, bytes.length);
        into.set(JAVA_BYTE, bytes.length, (byte) 0);
        return into;
    }

    /** Takes a path over into native memory. */
    MemorySegment path(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_PATH) {
            throw new WeftException.InvalidArgument("the path has " + bytes.length + " bytes in UTF-8; at most "
                    + MAX_PATH + " bytes fit: choose shorter names or fewer folders");
        }
        MemorySegment.copy(bytes, 0, path, JAVA_BYTE, 0, bytes.length);
        path.set(JAVA_BYTE, bytes.length, (byte) 0);
        return path;
    }

    /** The path of a name in an open folder for calls that know no open folders. */
    MemorySegment throughProc(int dirfd, MemorySegment child) {
        byte[] prefix = ("/proc/self/fd/" + dirfd + "/").getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(prefix, 0, path, JAVA_BYTE, 0, prefix.length);
        long at = 0;
        byte letter;
        do {
            letter = child.get(JAVA_BYTE, at);
            path.set(JAVA_BYTE, prefix.length + at, letter);
            at++;
        } while (letter != 0);
        return path;
    }

    MemorySegment how(long flags, long resolve) {
        small.set(JAVA_LONG, 0, flags);
        small.set(JAVA_LONG, 8, 0);
        small.set(JAVA_LONG, 16, resolve);
        return small;
    }

    MemorySegment attributeArguments(int length) {
        small.set(JAVA_LONG, 0, value.address());
        small.set(JAVA_INT, 8, length);
        small.set(JAVA_INT, 12, 0);
        return small;
    }

    MemorySegment times(long seconds, int nanos) {
        small.set(JAVA_LONG, 0, 0);
        small.set(JAVA_LONG, 8, (1L << 30) - 2); // UTIME_OMIT
        small.set(JAVA_LONG, 16, seconds);
        small.set(JAVA_LONG, 24, nanos);
        return small;
    }

    MemorySegment byteLock(short type, long position) {
        small.set(JAVA_SHORT, 0, type);
        small.set(JAVA_SHORT, 2, (short) 0);
        small.set(JAVA_INT, 4, 0);
        small.set(JAVA_LONG, 8, position);
        small.set(JAVA_LONG, 16, 1);
        small.set(JAVA_LONG, 24, 0);
        return small;
    }

    MemorySegment stat() {
        return stat;
    }

    int mode() {
        return Short.toUnsignedInt(stat.get(JAVA_SHORT, 28));
    }

    boolean isFolder() {
        return (mode() & 0170000) == DIRECTORY_TYPE;
    }

    boolean isFile() {
        return (mode() & 0170000) == FILE_TYPE;
    }

    boolean isLink() {
        return (mode() & 0170000) == LINK_TYPE;
    }

    /** How many names stand for it. */
    int links() {
        return stat.get(JAVA_INT, 16);
    }

    long inode() {
        return stat.get(JAVA_LONG, 32);
    }

    long size() {
        return stat.get(JAVA_LONG, 40);
    }

    /** When the node was born, in nanoseconds; 0 where the file system does not tell. */
    long born() {
        return nanos(80);
    }

    /** When the node was changed in any way, in nanoseconds. */
    long changed() {
        return nanos(96);
    }

    /** When the content was changed, in nanoseconds. */
    long modified() {
        return nanos(112);
    }

    /** The file system that it lies on. */
    long device() {
        return stat.get(JAVA_LONG, 136);
    }

    private long nanos(long offset) {
        return Times.nanos(stat.get(JAVA_LONG, offset), stat.get(JAVA_INT, offset + 8));
    }
}
