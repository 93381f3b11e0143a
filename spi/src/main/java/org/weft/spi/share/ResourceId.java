/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.share;

import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * A resource of the site, by ids alone, as CS3's {@code ResourceId} has it.
 *
 * @param storage the id of the mount
 * @param space the space the resource lies in
 * @param node the resource
 */
public record ResourceId(String storage, SpaceId space, NodeId node) {

    /** {@code storage$space!node}. */
    @Override
    public String toString() {
        return storage + "$" + space + "!" + node;
    }
}
