/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.upload;

/** More bytes came than the upload was said to have, or than uploads may have. HTTP has a status of its own for it. */
public final class UploadTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UploadTooLarge(String message) {
        super(message, null, false, false);
    }

    static UploadTooLarge beyond() {
        return new UploadTooLarge("the body goes on beyond the length of the upload");
    }

    /** Safe to show. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
