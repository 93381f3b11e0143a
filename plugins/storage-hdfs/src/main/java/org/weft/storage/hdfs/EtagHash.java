/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.hdfs;

import java.util.HexFormat;

/** Etags from the numbers that make them: another one when any of the numbers differs. */
final class EtagHash {

    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private EtagHash() {}

    private static long of(long value) {
        long mixed = value + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    static String etag(long... numbers) {
        long high = 0;
        long low = GOLDEN;
        for (long number : numbers) {
            high = of(high ^ number);
            low = of(low + Long.rotateLeft(number, 17));
        }
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
