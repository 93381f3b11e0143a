/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's notices of changes in folders (inotify), asked for and read without waiting. The JDK's own watch service does not
 * tell a file that was written from one whose attributes changed, as ours do. In the manner of {@link Posix}. Not thread-safe.
 */
final class Inotify implements AutoCloseable {

    static final int MODIFY = 0x2;
    static final int CLOSE_WRITE = 0x8;
    static final int MOVED_FROM = 0x40;
    static final int MOVED_TO = 0x80;
    static final int CREATE = 0x100;
    static final int DELETE = 0x200;
    static final int OVERFLOW = 0x4000;
    static final int IGNORED = 0x8000;
    static final int FOLDER = 0x40000000;

    private static final int ONLY_FOLDERS = 0x01000000;
    private static final int WANTED = MODIFY | CLOSE_WRITE | MOVED_FROM | MOVED_TO | CREATE | DELETE | ONLY_FOLDERS;
    private static final int NONBLOCK_CLOEXEC = 04000 | 02000000;
    private static final int HEAD = 16;
    private static final int BLOCK = 64 * 1024;

    private static final MethodHandle INIT = Posix.plain("inotify_init1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD =
            Posix.plain("inotify_add_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle REMOVE =
            Posix.plain("inotify_rm_watch", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            Posix.plain("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment block = arena.allocate(BLOCK, 8);
    private final int fd;

    private Inotify(int fd) {
        this.fd = fd;
    }

    /** Opens a queue of notices. @return null when the kernel gives no more of them to this user */
    static @Nullable Inotify open(CallBuffer s) {
        try {
            int fd = Posix.result(s, (int) INIT.invokeExact(s.state(), NONBLOCK_CLOEXEC));
            return fd < 0 ? null : new Inotify(fd);
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Watches an open folder. @return its number, the same for the same folder; below zero the error */
    int watch(CallBuffer s, int folder) {
        try {
            return Posix.result(s, (int) ADD.invokeExact(s.state(), fd, s.path("/proc/self/fd/" + folder), WANTED));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    void forget(CallBuffer s, int number) {
        try {
            int ignored = (int) REMOVE.invokeExact(s.state(), fd, number);
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** A notice's receiver. */
    interface Receiver {

        /**
         * @param number of the folder; below zero for an overflow
         * @param what the bits of what happened
         * @param name in the folder; empty when it is about the folder itself
         */
        void notice(int number, int what, String name);
    }

    /** Hands on what there is, without waiting. @return whether there was anything */
    boolean read(CallBuffer s, Receiver receiver) {
        long length;
        try {
            length = Posix.result(s, (long) READ.invokeExact(s.state(), fd, block, (long) BLOCK));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
        for (long at = 0; at + HEAD <= length; ) {
            int bytes = block.get(JAVA_INT, at + 12);
            receiver.notice(block.get(JAVA_INT, at), block.get(JAVA_INT, at + 4), name(at + HEAD, bytes));
            at += HEAD + bytes;
        }
        return length > 0;
    }

    private String name(long from, int room) {
        int length = 0;
        while (length < room && block.get(JAVA_BYTE, from + length) != 0) {
            length++;
        }
        byte[] bytes = block.asSlice(from, length).toArray(JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8); // one that is no UTF-8 is found nowhere, as it should be
    }

    @Override
    public void close() {
        CallBuffer s = CallBuffer.allocate();
        Posix.close(s, fd);
        arena.close();
    }
}
