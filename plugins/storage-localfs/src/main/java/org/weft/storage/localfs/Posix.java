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
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls that the JDK has no API for: paths that start at an open folder and follow no symbolic link,
 * renaming that never replaces or that swaps; extended attributes are in {@link Xattrs}. A result below zero is the negated error
 * number. Names and results pass through the caller's {@link CallBuffer}. Linux only; every structure used has the same layout on all
 * 64-bit machines.
 */
final class Posix {

    static final int AT_FDCWD = -100;
    static final int RENAME_NOREPLACE = 1;
    static final int RENAME_EXCHANGE = 2;

    private static final int O_RDONLY = 0;
    private static final int O_NONBLOCK = 04000;
    private static final int O_DIRECTORY = directoryFlag();
    static final int O_NOFOLLOW = nofollowFlag();
    static final int O_CLOEXEC = 02000000;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC = 0x7ff | 0x800;
    private static final long RESOLVE_BENEATH_NO_LINKS = 0x08 | 0x04 | 0x02;
    private static final long SYS_OPENAT2 = 437;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle OPENAT =
            variadic("openat", 3, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE = plain("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle DUP = plain("dup", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle STATX =
            plain("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle GETDENTS =
            plain("getdents64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle RENAMEAT2 =
            plain("renameat2", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MKDIRAT =
            plain("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle UNLINKAT =
            plain("unlinkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle READLINKAT =
            plain("readlinkat", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle UTIMENSAT =
            plain("utimensat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
    private static final MethodHandle FCHMODAT =
            plain("fchmodat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle FSTATVFS = plain("fstatvfs", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle PWRITE =
            plain("pwrite", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FLOCK = plain("flock", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle FCNTL =
            variadic("fcntl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle OPENAT2 =
            variadic("syscall", 1, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    /** Whether the kernel has {@code openat2} (5.6) and lets us use it. */
    private static final boolean HAS_OPENAT2 = probeOpenat2();

    private Posix() {}

    private static boolean isArm() {
        return System.getProperty("os.arch", "").equals("aarch64");
    }

    private static int directoryFlag() {
        return isArm() ? 040000 : 0200000;
    }

    private static int nofollowFlag() {
        return isArm() ? 0100000 : 0400000;
    }

    static MethodHandle plain(String name, FunctionDescriptor shape) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, ERRNO);
    }

    static MethodHandle variadic(String name, int fixed, FunctionDescriptor shape) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), shape, ERRNO, Linker.Option.firstVariadicArg(fixed));
    }

    private static boolean probeOpenat2() {
        CallBuffer s = CallBuffer.allocate();
        int fd = openat2(s, AT_FDCWD, s.path("."), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
            close(s, fd);
        }
        return fd >= 0;
    }

    /** A call that threw instead of returning: the linker is broken, nothing a caller could mend. */
    static AssertionError broken(Throwable failure) {
        return new AssertionError("a native call failed to link", failure);
    }

    static int result(CallBuffer s, int value) {
        return value < 0 ? -s.errno() : value;
    }

    static long result(CallBuffer s, long value) {
        return value < 0 ? -s.errno() : value;
    }

    /** Opens a folder by any path; for the root of the storage. */
    static int openRoot(CallBuffer s, String path) {
        return openat(s, AT_FDCWD, s.path(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }

    /** Opens a folder below another one; a path that leads out of it or over a symbolic link is an error. */
    static int openFolder(CallBuffer s, int dirfd, String path) {
        int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW;
        if (HAS_OPENAT2) {
            return openat2(s, dirfd, s.path(path), flags);
        }
        int at = dirfd;
        for (String name : path.split("/", -1)) {
            int next = openat(s, at, s.path(name), flags);
            if (at != dirfd) {
                close(s, at);
            }
            if (next < 0) {
                return next;
            }
            at = next;
        }
        return at;
    }

    /** Opens the folder that an open folder lies in. */
    static int openAbove(CallBuffer s, int dirfd) {
        return openat(s, dirfd, s.path(".."), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }

    /** Opens a file for reading, never through a symbolic link, never waiting for a pipe's other end. */
    static int openFile(CallBuffer s, int dirfd, MemorySegment name) {
        return openat(s, dirfd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    }

    /** Opens a file for reading and writing and makes it when missing. */
    static int openOrCreate(CallBuffer s, int dirfd, MemorySegment name) {
        return openat(s, dirfd, name, 2 | 0100 | O_NOFOLLOW | O_CLOEXEC);
    }

    private static int openat(CallBuffer s, int dirfd, MemorySegment path, int flags) {
        try {
            return result(s, (int) OPENAT.invokeExact(s.state(), dirfd, path, flags, 0600));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    private static int openat2(CallBuffer s, int dirfd, MemorySegment path, int flags) {
        try {
            MemorySegment how = s.how(flags, RESOLVE_BENEATH_NO_LINKS);
            long fd = (long) OPENAT2.invokeExact(s.state(), SYS_OPENAT2, dirfd, path, how, 24L);
            return (int) result(s, fd);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static void close(CallBuffer s, int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(s.state(), fd);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static int duplicate(CallBuffer s, int fd) {
        try {
            return result(s, (int) DUP.invokeExact(s.state(), fd));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Looks at what is open; the answer is in the scratch. */
    static int stat(CallBuffer s, int fd) {
        return statx(s, fd, s.empty(), AT_EMPTY_PATH);
    }

    /** Looks at a name in a folder, not through a symbolic link; the answer is in the scratch. */
    static int stat(CallBuffer s, int dirfd, MemorySegment name) {
        return statx(s, dirfd, name, AT_SYMLINK_NOFOLLOW);
    }

    private static int statx(CallBuffer s, int dirfd, MemorySegment name, int flags) {
        try {
            return result(s, (int) STATX.invokeExact(s.state(), dirfd, name, flags, STATX_BASIC, s.stat()));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Reads the next names of a folder into the buffer; 0 at the end. */
    static long entries(CallBuffer s, int fd, MemorySegment buffer) {
        try {
            return result(s, (long) GETDENTS.invokeExact(s.state(), fd, buffer, buffer.byteSize()));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static int rename(CallBuffer s, int fromFd, MemorySegment from, int toFd, MemorySegment to, int flags) {
        try {
            return result(s, (int) RENAMEAT2.invokeExact(s.state(), fromFd, from, toFd, to, flags));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static int makeFolder(CallBuffer s, int dirfd, MemorySegment name, int mode) {
        try {
            return result(s, (int) MKDIRAT.invokeExact(s.state(), dirfd, name, mode));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static int removeFile(CallBuffer s, int dirfd, MemorySegment name) {
        return unlinkat(s, dirfd, name, 0);
    }

    static int removeEmptyFolder(CallBuffer s, int dirfd, MemorySegment name) {
        return unlinkat(s, dirfd, name, AT_REMOVEDIR);
    }

    private static int unlinkat(CallBuffer s, int dirfd, MemorySegment name, int flags) {
        try {
            return result(s, (int) UNLINKAT.invokeExact(s.state(), dirfd, name, flags));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Where a symbolic link points, as it is written; empty when it can't be read. */
    static String target(CallBuffer s, int dirfd, MemorySegment name) {
        try {
            MemorySegment buffer = s.value();
            long length = result(s, (long) READLINKAT.invokeExact(s.state(), dirfd, name, buffer, buffer.byteSize()));
            return length <= 0 ? "" : new String(buffer.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Sets the time of modification and leaves that of access. */
    static int setModified(CallBuffer s, int dirfd, MemorySegment name, long seconds, int nanos) {
        try {
            return result(s, (int)
                    UTIMENSAT.invokeExact(s.state(), dirfd, name, s.times(seconds, nanos), AT_SYMLINK_NOFOLLOW));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    static int setMode(CallBuffer s, int dirfd, MemorySegment name, int mode) {
        try {
            return result(s, (int) FCHMODAT.invokeExact(s.state(), dirfd, name, mode, 0));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Bytes that an unprivileged user can still write; below zero on error. */
    static long free(CallBuffer s, int fd) {
        try {
            MemorySegment buffer = s.stat();
            int done = result(s, (int) FSTATVFS.invokeExact(s.state(), fd, buffer));
            return done < 0 ? done : buffer.get(JAVA_LONG, 8) * buffer.get(JAVA_LONG, 32);
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Writes what the scratch's value holds, to learn an error number that the JDK hides. */
    static long probeWrite(CallBuffer s, int fd, long position) {
        try {
            return result(s, (long)
                    PWRITE.invokeExact(s.state(), fd, s.value(), s.value().byteSize(), position));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Takes the lock on an open file without waiting. */
    static int lockFile(CallBuffer s, int fd) {
        try {
            return result(s, (int) FLOCK.invokeExact(s.state(), fd, 2 | 4));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }

    /** Locks or unlocks one byte of a file for this open file, and waits for others that hold it. */
    static int lockByte(CallBuffer s, int fd, long position, boolean lock) {
        try {
            return result(s, (int)
                    FCNTL.invokeExact(s.state(), fd, 38, s.byteLock(lock ? (short) 1 : (short) 2, position)));
        } catch (Throwable failure) {
            throw broken(failure);
        }
    }
}
