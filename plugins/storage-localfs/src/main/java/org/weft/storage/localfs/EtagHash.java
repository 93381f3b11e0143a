/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import java.util.HexFormat;

/** Etags from the numbers that make them. */
final class EtagHash {

    private EtagHash() {}

    static long of(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** An etag of 32 hexadecimal digits; differs when any of the numbers does. */
    static String etag(long revision, Id id, long mtime, long size, long epoch) {
        long rest = of(id.high() ^ of(id.low() ^ of(mtime ^ of(size ^ of(epoch)))));
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(revision) + hex.toHexDigits(rest);
    }
}
