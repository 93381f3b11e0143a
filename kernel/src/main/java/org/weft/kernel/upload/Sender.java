/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.upload;

import org.weft.spi.Caller;

/**
 * Whoever sends a file, in one request.
 *
 * @param caller on whose behalf
 * @param still throws {@code Unauthenticated} or {@code Forbidden} when they would not be let in any more; asked at the commit
 */
public record Sender(Caller caller, Runnable still) {

    /** Whoever is judged by nothing but their rights. */
    public static Sender of(Caller caller) {
        return new Sender(caller, () -> {});
    }
}
