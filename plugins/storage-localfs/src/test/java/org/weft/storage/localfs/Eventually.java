/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.concurrent.Callable;

/** Waits for what the background does; gives up after a time that no healthy machine needs. */
final class Eventually {

    private Eventually() {}

    static <T> T equal(T expected, Callable<T> actual) throws Exception {
        T last = actual.call();
        for (int i = 0; i < 600 && !expected.equals(last); i++) {
            Thread.sleep(50);
            last = actual.call();
        }
        return last;
    }
}
