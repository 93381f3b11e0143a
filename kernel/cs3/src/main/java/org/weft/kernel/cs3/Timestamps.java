/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import com.cs3.types.v1beta1.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import org.weft.spi.WeftException.InvalidArgument;

/** Times in CS3's words and in ours. CS3 knows none before 1970. */
final class Timestamps {

    private Timestamps() {}

    static Timestamp message(Instant time) {
        if (time.getEpochSecond() < 0) {
            return Timestamp.getDefaultInstance();
        }
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Instant of(Timestamp time) {
        try {
            if (time.getSeconds() < 0) {
                throw new InvalidArgument("the time lies too far in the future");
            }
            return Instant.ofEpochSecond(time.getSeconds(), time.getNanos() & 0xffffffffL);
        } catch (DateTimeException | ArithmeticException beyond) {
            throw new InvalidArgument("the time lies too far in the future");
        }
    }
}
