/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * A piece of a body that goes to S3 as it comes. Keeps apart who failed: what the body threw is remembered, since the SDK
 * wraps it up with its own failures.
 */
final class Passing extends FilterInputStream {

    private final long length;
    private long position;
    private boolean wasAskedTwice;
    private boolean endedEarly;
    private @Nullable IOException broken;
    private @Nullable RuntimeException refused;

    Passing(InputStream body, long length) {
        super(body);
        this.length = length;
    }

    /** For the SDK, which asks again when it wants to repeat the request; what has gone by can't be sent again. */
    InputStream take() {
        if (position > 0) {
            wasAskedTwice = true;
            throw SdkClientException.create("the body can't be sent twice");
        }
        return this;
    }

    /** Whether S3 broke off, so that the request should have been repeated. */
    boolean wasAskedTwice() {
        return wasAskedTwice;
    }

    /** Whether the body ended before its announced length. */
    boolean endedEarly() {
        return endedEarly;
    }

    /** Throws what the body threw, if it did. */
    void rethrow() throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        if (position == length) {
            return -1;
        }
        try {
            int read = in.read(target, offset, (int) Math.min(count, length - position));
            endedEarly = read < 0;
            position += Math.max(0, read);
            return read;
        } catch (IOException failure) {
            broken = failure;
            throw failure;
        } catch (RuntimeException failure) {
            refused = failure;
            throw failure;
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public void close() {
        // the body belongs to the caller
    }
}
