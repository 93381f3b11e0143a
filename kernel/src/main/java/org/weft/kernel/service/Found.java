/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.service;

import org.weft.spi.storage.RelPath;

/** Where a target turned out to be. */
sealed interface Found permits Found.Virtual, Place {

    /**
     * A folder of the kernel's own: above the mounts, or of what was received.
     *
     * @param path where
     * @param resource what a caller sees of it
     * @param received whether it shows what the caller has received
     */
    record Virtual(RelPath path, Resource resource, boolean received) implements Found {}
}
