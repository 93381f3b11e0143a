/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

/** The client's copy is still good: the answer is 304, with the headers that are set. */
final class NotModified extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String etag;

    NotModified(String etag) {
        super("not modified", null, false, false);
        this.etag = etag;
    }

    /** The tag with its quotes. */
    String etag() {
        return etag;
    }
}
