/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import org.jspecify.annotations.Nullable;

/** Why the server, or a command, can't do its work; the message is for the operator. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** The configuration, or the command line, is wrong. */
    static final int USAGE = 2;

    private final int exitCode;

    private StartFailure(String message, int exitCode, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static StartFailure misconfigured(String message) {
        return new StartFailure(message, USAGE, null);
    }

    public static StartFailure because(String message) {
        return new StartFailure(message, 1, null);
    }

    public static StartFailure because(String message, Throwable cause) {
        return new StartFailure(message, 1, cause);
    }

    public int exitCode() {
        return exitCode;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
