/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls that only copies need; in the manner of {@link Posix}. */
final class CopySyscalls {

    private static final int O_WRONLY_CREATE_NEW = 01 | 0100 | 0200;

    private static final MethodHandle OPENAT =
            Posix.variadic("openat", 3, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle COPY_FILE_RANGE = Posix.plain(
            "copy_file_range",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle READLINKAT =
            Posix.plain("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle SYMLINKAT =
            Posix.plain("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle SYNCFS = Posix.plain("syncfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private CopySyscalls() {}

    /** Makes a file that was not there and opens it for writing; the process' umask is taken off the mode. */
    static int createFile(CallBuffer s, int dirfd, MemorySegment name, int mode) {
        try {
            int flags = O_WRONLY_CREATE_NEW | Posix.O_NOFOLLOW | Posix.O_CLOEXEC;
            return Posix.result(s, (int) OPENAT.invokeExact(s.state(), dirfd, name, flags, mode));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Copies between the positions of two open files; blocks are shared where the file system can. 0 at the end. */
    static long copyRange(CallBuffer s, int from, int to, long length) {
        try {
            return Posix.result(s, (long) COPY_FILE_RANGE.invokeExact(
                    s.state(), from, MemorySegment.NULL, to, MemorySegment.NULL, length, 0));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Makes a symbolic link with the same target as another one, byte by byte, wherever that leads. */
    static int copyLink(CallBuffer s, int fromFd, MemorySegment from, int toFd, MemorySegment to) {
        try {
            MemorySegment target = s.value();
            long length = (long) READLINKAT.invokeExact(s.state(), fromFd, from, target, target.byteSize() - 1);
            if (length < 0) {
                return -s.errno();
            }
            target.set(JAVA_BYTE, length, (byte) 0);
            return Posix.result(s, (int) SYMLINKAT.invokeExact(s.state(), target, toFd, to));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Waits until everything on a file system is on the disk. */
    static int syncFileSystem(CallBuffer s, int fd) {
        try {
            return Posix.result(s, (int) SYNCFS.invokeExact(s.state(), fd));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }
}
