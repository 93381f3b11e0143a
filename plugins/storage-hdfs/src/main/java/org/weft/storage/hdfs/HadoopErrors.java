/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;
import org.weft.spi.WeftException;

/** Turns what Hadoop throws into what Weft throws. Hadoop's messages hold server paths and stack traces: never shown. */
final class HadoopErrors {

    private static final Duration SAFE_MODE_WAIT = Duration.ofSeconds(30);

    private HadoopErrors() {}

    /** What a failure is called: the class of the name node's exception, where one came from there. */
    static IOException plain(IOException failure) {
        return failure instanceof RemoteException remote ? remote.unwrapRemoteException() : failure;
    }

    /**
     * The exception to throw.
     *
     * @param failure as it came
     * @param what was tried, like {@code to read /a}
     */
    static RuntimeException of(IOException failure, String what) {
        IOException plain = plain(failure);
        if (plain instanceof FileNotFoundException) {
            return new WeftException.NotFound("there is nothing " + what);
        }
        if (plain instanceof FileAlreadyExistsException) {
            return new WeftException.AlreadyExists("the name is taken; can't go on " + what);
        }
        if (plain instanceof ParentNotDirectoryException
                || plain instanceof AccessControlException && isAboutFolder(plain)) {
            return new WeftException.NotFound("there is nothing " + what + ": a file is where a folder should be");
        }
        if (plain instanceof AccessControlException) {
            return new WeftException.Forbidden("HDFS does not allow the user " + what);
        }
        if (isCalled(failure, "PathComponentTooLongException")) {
            return new WeftException.InvalidArgument("HDFS can't hold the name: it is too long");
        }
        if (isCalled(failure, "MaxDirectoryItemsExceededException")) {
            return new WeftException.NoSpace("the folder holds as many names as HDFS allows");
        }
        if (plain instanceof QuotaExceededException) {
            return new WeftException.NoSpace("a quota of HDFS leaves no room " + what);
        }
        if (plain instanceof SafeModeException) {
            return new WeftException.Unavailable(
                    "the name node of HDFS is in safe mode and changes nothing", SAFE_MODE_WAIT, failure);
        }
        if (plain instanceof InterruptedIOException && Thread.currentThread().isInterrupted()) {
            return new WeftException.Unavailable("the server takes the storage away", failure);
        }
        return new WeftException.Unavailable("HDFS can't be reached or failed " + what, failure);
    }

    /** For names that HDFS refuses with an unchecked exception. */
    static RuntimeException of(InvalidPathException refused) {
        return new WeftException.InvalidArgument("HDFS can't hold the name");
    }

    /** For exceptions of the name node whose classes the client has not. */
    private static boolean isCalled(IOException failure, String name) {
        return failure instanceof RemoteException remote
                && remote.getClassName().endsWith(name);
    }

    private static boolean isAboutFolder(IOException failure) {
        String message = failure.getMessage();
        return message != null && message.contains("is not a directory");
    }

    /** The first line of a failure, for the log. */
    static String line(Throwable failure) {
        Throwable plain = failure instanceof IOException io ? plain(io) : failure;
        String message = String.valueOf(plain.getMessage());
        int end = message.indexOf('\n');
        String first = end < 0 ? message : message.substring(0, end);
        return plain.getClass().getSimpleName() + ": " + first;
    }
}
