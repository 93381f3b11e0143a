/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.archive;

/** More was asked for at once than the site gives at once. HTTP has a status of its own for it. */
public final class ArchiveTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1;

    ArchiveTooLarge(String message) {
        super(message, null, false, false);
    }

    /** Safe to show. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
