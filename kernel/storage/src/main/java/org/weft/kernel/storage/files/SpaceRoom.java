/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.files;

import java.util.OptionalLong;
import org.weft.kernel.storage.resource.SpaceKey;

/**
 * The room for a file that is yet to come.
 *
 * @param space the space that it will lie in
 * @param left how many bytes still fit there; empty where the storage does not say
 * @param replaced how many bytes the file has that it will be written over
 */
public record SpaceRoom(SpaceKey space, OptionalLong left, long replaced) {

    /** How long the file may be; empty where the storage does not say. */
    public OptionalLong remaining() {
        return left.isEmpty()
                ? left
                : OptionalLong.of(left.getAsLong() + Math.min(replaced, Long.MAX_VALUE - left.getAsLong()));
    }
}
