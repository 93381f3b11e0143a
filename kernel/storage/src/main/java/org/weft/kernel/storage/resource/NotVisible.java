/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import org.weft.spi.WeftException.NotFound;

/** The one answer for what is not there and for what somebody may not see, so that nobody can tell the two apart. */
public final class NotVisible {

    private NotVisible() {}

    public static NotFound error() {
        return new NotFound("there is no such resource, or you may not see it");
    }

    /** What a driver did not find, in the same words; that a folder is missing in which something was to be made is told. */
    public static NotFound conceal(NotFound nothing) {
        return nothing.isParent() ? nothing : error();
    }
}
