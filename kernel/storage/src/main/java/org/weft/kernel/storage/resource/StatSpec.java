/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.resource;

import java.util.Set;
import org.weft.spi.storage.PropertyName;

/**
 * What a stat or a listing shall bring besides the node itself; each costs one query for a thousand nodes.
 *
 * @param locks the locks that cover the node
 * @param labels the caller's labels, such as {@code favorite}
 * @param allProperties every dead property
 * @param properties these dead properties
 */
public record StatSpec(boolean locks, boolean labels, boolean allProperties, Set<PropertyName> properties) {

    private static final StatSpec NODE = new StatSpec(false, false, false, Set.of());

    public StatSpec {
        properties = Set.copyOf(properties);
    }

    /** The node alone. */
    public static StatSpec node() {
        return NODE;
    }

    /** Everything that is kept besides the node. */
    public static StatSpec everything() {
        return new StatSpec(true, true, true, Set.of());
    }

    public boolean isNodeOnly() {
        return !locks && !labels && !allProperties && properties.isEmpty();
    }
}
