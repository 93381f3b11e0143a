/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.s3;

import java.util.OptionalLong;

/**
 * How large the parts of one upload are. They grow when an object would need more than S3's ten thousand of them; of large
 * parts fewer are under way, so that one upload never holds more than {@value #MOST_MEMORY} bytes.
 *
 * @param usual what the configuration says
 * @param length of the whole object, where it is known
 */
record PartSizes(int usual, OptionalLong length) {

    /** What one upload may hold, unless the configured parts alone are larger. */
    static final int MOST_MEMORY = 64 * 1024 * 1024;

    /** Larger parts are not held in memory, but passed on as they come. */
    private static final int LARGEST_HELD = MOST_MEMORY / 2;

    private static final int MIB = 1024 * 1024;
    /** Of a stream without end the parts double after so many. */
    private static final int STEP = 1000;

    /** The size of a part when all are of one size: the least that lets the whole object fit. */
    long even() {
        long needed = Math.ceilDiv(length.orElse(0), S3Parts.MOST);
        return Math.max(usual, Math.ceilDiv(needed, MIB) * MIB);
    }

    /** Whether parts of that object fit into memory. */
    boolean areHeld() {
        return even() <= Math.max(usual, LARGEST_HELD);
    }

    /**
     * The size of a part that is held.
     *
     * @param number of the part, from 1 on
     */
    int of(int number) {
        if (length.isPresent()) {
            return Math.toIntExact(even());
        }
        int doubled = number <= STEP ? usual : number <= 2 * STEP ? 2 * usual : 4 * usual;
        return Math.max(usual, Math.min(doubled, LARGEST_HELD));
    }

    /** How many such parts may be under way while another is read. */
    static int parallel(int size) {
        return Math.max(1, MOST_MEMORY / size - 1);
    }
}
