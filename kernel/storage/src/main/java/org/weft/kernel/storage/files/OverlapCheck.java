/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import org.weft.spi.WeftException.Conflict;
import org.weft.spi.WeftException.Forbidden;
import org.weft.spi.storage.RelPath;

/** Nothing is put onto, into or over what it is taken from. */
public final class OverlapCheck {

    private OverlapCheck() {}

    /**
     * @throws Forbidden when they are the same
     * @throws Conflict when one lies below the other
     */
    public static void require(RelPath from, RelPath to) {
        if (to.equals(from)) {
            throw new Forbidden("source and target are the same resource");
        }
        if (to.startsWith(from)) {
            throw new Conflict("a folder can't be put into itself");
        }
        if (from.startsWith(to)) {
            throw new Conflict("a resource can't take the place of a folder that it lies in");
        }
    }
}
