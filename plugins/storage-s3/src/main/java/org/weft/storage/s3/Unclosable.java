/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.FilterInputStream;
import java.io.InputStream;

/** A stream that belongs to somebody else, and that the SDK must not close. */
final class Unclosable extends FilterInputStream {

    Unclosable(InputStream stream) {
        super(stream);
    }

    @Override
    public void close() {
        // its owner does
    }
}
