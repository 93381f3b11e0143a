/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.cs3;

import org.weft.kernel.storage.resource.ResourceId;
import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.SpaceId;

/**
 * The id of a space: {@code storage$space}, and whatever follows behind an exclamation mark.
 *
 * @param storage the mount's id
 * @param space the space in it
 */
record StorageSpaceId(String storage, SpaceId space) {

    static StorageSpaceId parse(String text) {
        int dollar = text.indexOf('$');
        if (dollar <= 0) {
            throw new InvalidArgument("the id of a space is written storage$space");
        }
        int bang = text.indexOf('!');
        String space = bang < 0 ? text.substring(dollar + 1) : text.substring(dollar + 1, Math.max(bang, dollar + 1));
        return new StorageSpaceId(text.substring(0, dollar), new SpaceId(space));
    }

    static StorageSpaceId of(ResourceId id) {
        return new StorageSpaceId(id.storage(), id.space());
    }
}
