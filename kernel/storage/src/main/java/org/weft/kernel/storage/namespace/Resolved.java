/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.resource.Resource;
import org.weft.spi.storage.RelPath;

/** Where a target turned out to be. */
public sealed interface Resolved permits Resolved.Virtual, Location {

    /** A folder of the kernel's own: above the mounts, or of what was received. For one request; not thread-safe. */
    final class Virtual implements Resolved {
        private final RelPath path;
        private final boolean received;
        private final Supplier<Resource> summing;
        private Optional<Resource> resource = Optional.empty();

        /**
         * @param path where
         * @param received whether it shows what the caller has received
         * @param summing looks at what is in it, which a listing need not do twice
         */
        Virtual(RelPath path, boolean received, Supplier<Resource> summing) {
            this.path = path;
            this.received = received;
            this.summing = summing;
        }

        RelPath path() {
            return path;
        }

        boolean received() {
            return received;
        }

        /** What a caller sees of it. */
        public Resource resource() {
            if (resource.isEmpty()) {
                resource = Optional.of(summing.get());
            }
            return resource.get();
        }
    }
}
