/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import org.weft.spi.WeftException.InvalidArgument;
import org.weft.spi.storage.NodeId;
import org.weft.spi.storage.SpaceId;

/**
 * The address of a resource that survives rename: mount, space, node. Its text form is {@code storage$space!opaque}.
 *
 * @param storage the mount's id
 * @param space the space within the storage
 * @param node the node within the storage
 */
public record ResourceId(String storage, SpaceId space, NodeId node) {

    /**
     * Reads the text form.
     *
     * @throws InvalidArgument when it is none
     */
    public static ResourceId parse(String text) {
        int dollar = text.indexOf('$');
        int bang = text.indexOf('!', dollar + 1);
        if (dollar <= 0 || bang < 0) {
            throw new InvalidArgument("a resource id looks like storage$space!node");
        }
        return new ResourceId(
                text.substring(0, dollar),
                new SpaceId(text.substring(dollar + 1, bang)),
                new NodeId(text.substring(bang + 1)));
    }

    @Override
    public String toString() {
        return storage + '$' + space + '!' + node;
    }
}
