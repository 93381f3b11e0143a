/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import java.net.InetAddress;
import java.util.function.Predicate;

/**
 * How much clients may ask for.
 *
 * @param streamsPerUser how many answers are streamed to one user at a time
 * @param streams how many in all
 * @param message the largest message that is sent, in bytes
 * @param lookups addresses whose clients may look people up without a token
 */
public record Cs3Limits(int streamsPerUser, int streams, int message, Predicate<InetAddress> lookups) {

    /** What gRPC's clients take unless told otherwise. */
    private static final int MESSAGE = 4 << 20;

    /** With what the configuration says by itself. */
    public static Cs3Limits usual() {
        return new Cs3Limits(100, 2000, MESSAGE, address -> false);
    }
}
