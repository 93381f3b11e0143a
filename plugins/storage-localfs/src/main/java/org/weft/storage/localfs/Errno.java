/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.io.IOException;
import org.weft.spi.WeftException;

/** The error numbers of Linux that mean something to a caller, and what they are told as. */
final class Errno {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int EXDEV = 18;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int ENOSPC = 28;
    static final int EROFS = 30;
    static final int ENAMETOOLONG = 36;
    static final int ENOSYS = 38;
    static final int ENOTEMPTY = 39;
    static final int ELOOP = 40;
    static final int ENODATA = 61;
    static final int ENOTSUP = 95;
    static final int EDQUOT = 122;

    private Errno() {}

    /**
     * The exception for a failed call.
     *
     * @param result below zero: the negated number
     * @param what what was done, with the path within the storage, such as {@code "to write /a"}
     */
    static Exception of(long result, String what) {
        int number = (int) -result;
        return switch (number) {
            case ENOENT -> new WeftException.NotFound("there is nothing there " + what);
            case EACCES, EPERM -> new WeftException.Forbidden("the file system does not let the server's user " + what);
            case EROFS -> new WeftException.Forbidden("the file system is mounted read-only; it refuses " + what);
            case ENOTDIR -> new WeftException.Conflict("a file is where a folder is needed " + what);
            case ELOOP ->
                new WeftException.Conflict("a symbolic link is in the way " + what + "; links are not followed");
            case EEXIST -> new WeftException.AlreadyExists("the name is taken, cannot go on " + what);
            case ENAMETOOLONG ->
                new WeftException.InvalidArgument("a name is longer than " + CallBuffer.MAX_NAME
                        + " bytes or the path longer than 4095, too long " + what);
            case ENOSPC -> new WeftException.NoSpace("the disk is full, no room " + what);
            case EDQUOT -> new WeftException.NoSpace("the disk quota of the server's user is used up, no room " + what);
            case EFBIG -> new WeftException.NoSpace("the file is too large for the file system " + what);
            case EXDEV ->
                new WeftException.Unsupported(
                        "another file system is mounted inside the storage; copy and delete instead " + what);
            case EINVAL -> new WeftException.Conflict("the file system refuses " + what);
            default -> new IOException("error " + number + " " + what);
        };
    }

    /** Throws {@link #of}. */
    static WeftException raise(long result, String what) throws IOException {
        Exception failure = of(result, what);
        if (failure instanceof WeftException known) {
            throw known;
        }
        throw (IOException) failure;
    }
}
