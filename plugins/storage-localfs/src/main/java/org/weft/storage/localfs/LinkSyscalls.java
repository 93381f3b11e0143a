/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** The system calls that only versions, trash and symbolic links need; in the manner of {@link Posix}. */
final class LinkSyscalls {

    private static final MethodHandle LINKAT =
            Posix.plain("linkat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SYMLINKAT =
            Posix.plain("symlinkat", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle LREMOVEXATTR =
            Posix.plain("lremovexattr", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));

    private LinkSyscalls() {}

    /** Gives what a name stands for one more name; a symbolic link itself, not what it points to. */
    static int link(CallBuffer s, int fromFd, MemorySegment from, int toFd, MemorySegment to) {
        try {
            return Posix.result(s, (int) LINKAT.invokeExact(s.state(), fromFd, from, toFd, to, 0));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Makes a symbolic link. */
    static int symlink(CallBuffer s, String target, int dirfd, MemorySegment name) {
        try {
            return Posix.result(s, (int) SYMLINKAT.invokeExact(s.state(), s.path(target), dirfd, name));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Takes an attribute away. */
    static int removeAttribute(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute) {
        try {
            MemorySegment path = s.throughProc(dirfd, name);
            return Posix.result(s, (int) LREMOVEXATTR.invokeExact(s.state(), path, attribute));
        } catch (Throwable failure) {
            throw Posix.broken(failure);
        }
    }

    /** Sets an attribute of a name to a text; below zero when it does not fit. */
    static int setText(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > s.value().byteSize()) {
            return -Errno.ENOSPC;
        }
        MemorySegment.copy(bytes, 0, s.value(), JAVA_BYTE, 0, bytes.length);
        return Xattrs.set(s, dirfd, name, attribute, bytes.length);
    }

    /** An attribute of a name as text; empty when there is none. */
    static String text(CallBuffer s, int dirfd, MemorySegment name, MemorySegment attribute) {
        long length = Xattrs.get(s, dirfd, name, attribute);
        return length <= 0 ? "" : new String(s.value().asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
