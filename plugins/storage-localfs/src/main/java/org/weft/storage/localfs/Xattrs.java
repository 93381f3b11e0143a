/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Extended attributes of what is open, or of a name in an open folder, never through a symbolic link. Values pass through the
 * caller's {@link CallBuffer}; a result below zero is the negated error number, as in {@link Posix}.
 */
final class Xattrs {

    private static final long SYS_SETXATTRAT = 463;
    private static final long SYS_GETXATTRAT = 464;

    private static final MethodHandle FGETXATTR =
            Posix.plain("fgetxattr", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle FSETXATTR =
            Posix.plain("fsetxattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle LGETXATTR =
            Posix.plain("lgetxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    private static final MethodHandle LSETXATTR =
            Posix.plain("lsetxattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle XATTRAT = Posix.variadic(
            "syscall",
            1,
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG));

    /** Whether the kernel has {@code getxattrat} (6.13) and lets us use it; else the way leads through /proc. */
    private static final boolean HAS_XATTRAT = probeXattrat();

    private Xattrs() {}

    private static boolean probeXattrat() {
        CallBuffer s = CallBuffer.allocate();
        long result = getxattrat(s, Posix.AT_FDCWD, s.path("."), s.weftName());
        return result >= 0 || result == -Errno.ENODATA || result == -Errno.ENOTSUP;
    }

    /** Reads an attribute of what is open into the scratch; the length of the value. */
    static long get(CallBuffer s, int fd, MemorySegment attribute) {
        try {
            return Posix.result(s, (long) FGETXATTR.invokeExact(
                    s.state(), fd, attribute, s.value(), s.value().byteSize()));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Reads an attribute of a name in a folder into the scratch; the length of the value. */
    static long get(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute) {
        if (HAS_XATTRAT) {
            return getxattrat(s, dirfd, name, attribute);
        }
        try {
            MemorySegment path = s.throughProc(dirfd, name);
            return Posix.result(s, (long) LGETXATTR.invokeExact(
                    s.state(), path, attribute, s.value(), s.value().byteSize()));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    private static long getxattrat(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute) {
        try {
            MemorySegment arguments = s.attributeArguments((int) s.value().byteSize());
            return Posix.result(s, (long) XATTRAT.invokeExact(
                    s.state(), SYS_GETXATTRAT, dirfd, name, Posix.AT_SYMLINK_NOFOLLOW, attribute, arguments, 16L));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Sets an attribute of what is open to the first bytes of the scratch's value. */
    static int set(CallBuffer s, int fd, MemorySegment attribute, int length) {
        try {
            return Posix.result(s, (int) FSETXATTR.invokeExact(s.state(), fd, attribute, s.value(), (long) length, 0));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Sets an attribute of a name in a folder to the first bytes of the scratch's value. */
    static int set(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute, int length) {
        try {
            if (HAS_XATTRAT) {
                MemorySegment arguments = s.attributeArguments(length);
                return (int) Posix.result(s, (long) XATTRAT.invokeExact(
                        s.state(), SYS_SETXATTRAT, dirfd, name, Posix.AT_SYMLINK_NOFOLLOW, attribute, arguments, 16L));
            }
            MemorySegment path = s.throughProc(dirfd, name);
            return Posix.result(
                    s, (int) LSETXATTR.invokeExact(s.state(), path, attribute, s.value(), (long) length, 0));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }
}
