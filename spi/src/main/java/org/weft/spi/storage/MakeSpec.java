/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * How a folder is made. A taken name is always {@code AlreadyExists}.
 *
 * @param mtime the time that the client wants it to bear
 * @param guard wraps the commit
 */
public record MakeSpec(Optional<Instant> mtime, Guard guard) {

    public static MakeSpec simple() {
        return new MakeSpec(Optional.empty(), Guard.none());
    }
}
