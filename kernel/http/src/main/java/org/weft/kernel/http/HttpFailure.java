/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

/**
 * A failure that only HTTP has a word for, such as 408 or 415. It has no stack trace, for it is an answer and no
 * accident.
 */
public final class HttpFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * @param status 400 to 599
     * @param message shown to the client: what was wrong, and what to do
     */
    public HttpFailure(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public int status() {
        return status;
    }

    /** The text that is shown. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
