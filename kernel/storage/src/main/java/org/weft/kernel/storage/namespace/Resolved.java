/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import org.weft.spi.storage.RelPath;

/** Where a target turned out to be. */
public sealed interface Resolved permits Resolved.Virtual, Location {

    /**
     * A folder of the kernel's own: above the mounts, or of what was received.
     *
     * @param path where
     * @param received whether it shows what the caller has received
     */
    record Virtual(RelPath path, boolean received) implements Resolved {}
}
