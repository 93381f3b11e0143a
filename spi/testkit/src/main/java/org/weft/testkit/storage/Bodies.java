/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.testkit.storage;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** Bodies of uploads that don't just end. */
final class Bodies {

    private Bodies() {}

    /** So many bytes {@code x}, and then a failure. */
    static InputStream breaking(int good, IOException failure) {
        return new InputStream() {
            private int left = good;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw failure;
                }
                return 'x';
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (left <= 0) {
                    throw failure;
                }
                int count = Math.min(left, length);
                Arrays.fill(into, offset, offset + count, (byte) 'x');
                left -= count;
                return count;
            }
        };
    }

    /** A text; something happens when its first byte is asked for. */
    static InputStream during(String text, Callable<?> act) {
        InputStream body = StorageBench.body(text);
        return new InputStream() {
            private boolean acted;

            @Override
            public int read() throws IOException {
                if (!acted) {
                    acted = true;
                    try {
                        act.call();
                    } catch (Exception failure) {
                        throw new IOException(failure);
                    }
                }
                return body.read();
            }
        };
    }
}
