/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import org.weft.kernel.storage.resource.WriteConditions;
import org.weft.spi.storage.Precondition;

/**
 * A move or a copy.
 *
 * @param overwrite whether what is at the target is replaced
 * @param source what must hold of the source
 * @param change the conditions on the target, and the locks that the caller shows
 * @param goesOn called now and then, by the thread that copies, while a long copy is being made
 */
public record MoveRequest(boolean overwrite, Precondition source, WriteConditions change, Runnable goesOn) {

    /** With nobody who waits for signs of life. */
    public MoveRequest(boolean overwrite, Precondition source, WriteConditions conditions) {
        this(overwrite, source, conditions, () -> {});
    }

    public static MoveRequest simple(boolean overwrite) {
        return new MoveRequest(overwrite, Precondition.none(), WriteConditions.plain());
    }
}
