/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import java.util.Set;
import org.weft.spi.storage.Checksum;

/**
 * What a mount can do in the end: the driver's abilities and the kernel's completions, less what the operator switched
 * off. What protocols announce follows from it.
 *
 * @param writable whether anything can be changed at all
 * @param locks WebDAV class 2, CS3 locks
 * @param properties dead properties
 * @param labels favourites
 * @param versions earlier contents
 * @param trash deleted nodes that can come back
 * @param grants rights of others
 * @param symlinks links that point elsewhere in the storage
 * @param settableMtime whether a client's time is kept
 * @param checksums digests kept with files
 */
public record Abilities(
        boolean writable,
        boolean locks,
        boolean properties,
        boolean labels,
        boolean versions,
        boolean trash,
        boolean grants,
        boolean symlinks,
        boolean settableMtime,
        Set<Checksum.Algorithm> checksums) {

    public Abilities {
        checksums = Set.copyOf(checksums);
    }

    /** Nothing at all. */
    public static Abilities none() {
        return new Abilities(false, false, false, false, false, false, false, false, false, Set.of());
    }
}
