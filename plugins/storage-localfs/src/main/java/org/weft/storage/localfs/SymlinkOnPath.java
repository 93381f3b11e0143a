/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.WeftException;

/**
 * A symbolic link is on the way to what is asked for. Never leaves the driver: {@link SymlinkResolver} finds where the link leads and tries
 * again there, or throws what is told when it leads nowhere that may be served.
 */
final class SymlinkOnPath extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final WeftException told;

    SymlinkOnPath(WeftException told) {
        super("a symbolic link is on the way", told, false, false);
        this.told = told;
    }

    /** What a caller is told when the link is not followed. */
    WeftException told() {
        return told;
    }
}
