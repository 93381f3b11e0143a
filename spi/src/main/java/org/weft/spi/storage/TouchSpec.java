/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;

/**
 * How the times of a node are set.
 *
 * @param mtime when it was modified
 * @param precondition judged at commit
 * @param guard wraps the commit
 */
public record TouchSpec(Instant mtime, Precondition precondition, Guard guard) {

    public static TouchSpec simple(Instant mtime) {
        return new TouchSpec(mtime, Precondition.none(), Guard.none());
    }
}
