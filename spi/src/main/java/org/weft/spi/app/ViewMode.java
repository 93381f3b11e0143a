/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.app;

/** How a file is opened, in the order of the numbers of CS3's {@code ViewMode}. */
public enum ViewMode {
    INVALID,
    /** To look at, without download, print or copy. */
    VIEW_ONLY,
    /** To read and download. */
    READ_ONLY,
    /** To edit. */
    READ_WRITE,
    /** To read first, with the possibility to go on and edit. */
    PREVIEW,
    /** As {@link #VIEW_ONLY}, inside another page. */
    EMBEDDED;

    /** Whether a session in this mode may come to write. */
    public boolean mayWrite() {
        return this == READ_WRITE || this == PREVIEW;
    }
}
