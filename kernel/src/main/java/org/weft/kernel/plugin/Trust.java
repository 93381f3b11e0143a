/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.plugin;

import java.util.Set;

/**
 * Which archives of the site's folder may be loaded.
 *
 * @param hashes SHA-256 hashes; empty for any archive
 */
public record Trust(Set<String> hashes) {

    public Trust {
        hashes = Set.copyOf(hashes);
    }

    /** Whatever lies there. */
    public static Trust any() {
        return new Trust(Set.of());
    }
}
