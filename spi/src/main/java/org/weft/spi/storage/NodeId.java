/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

/**
 * A node's id within one driver instance: 1 to 255 characters that need no escaping in a URL.
 *
 * @param value letters, digits, {@code - _ . ~}
 */
public record NodeId(String value) {

    public NodeId {
        SpaceId.requireUrlSafe("node id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
