/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import java.util.function.Supplier;
import org.weft.kernel.storage.resource.Resource;

/** What one of the server's own folders shows under a name. */
sealed interface TreeEntry {

    String name();

    /** Another of the server's own folders. */
    record Folder(String name) implements TreeEntry {}

    /**
     * The top of something.
     *
     * @param look looks at it, which is done only when nothing else has the name; empty when it can't be seen now
     */
    record Top(String name, Supplier<Optional<Resource>> look) implements TreeEntry {}
}
