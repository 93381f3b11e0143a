/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import org.weft.spi.storage.SpaceId;

/**
 * A space among those of all storages.
 *
 * @param storage the mount's id
 * @param space the space within the storage
 */
public record SpaceKey(String storage, SpaceId space) implements Comparable<SpaceKey> {

    @Override
    public int compareTo(SpaceKey other) {
        int byStorage = storage.compareTo(other.storage);
        return byStorage != 0 ? byStorage : space.value().compareTo(other.space.value());
    }

    @Override
    public String toString() {
        return storage + '$' + space;
    }
}
