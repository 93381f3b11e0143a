/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.storage.namespace;

import java.util.Optional;
import org.weft.spi.Caller;

/**
 * Where links lead, for {@code /public/TOKEN} in the tree: a port that the services of sharing fill. Thread-safe.
 */
@FunctionalInterface
public interface LinkTargets {

    /** What the link with this token leads to; empty unless the caller came by that link and it still holds. */
    Optional<ReceivedItems.Local> find(Caller caller, String token);

    /** For a site without links. */
    static LinkTargets nothing() {
        return (caller, token) -> Optional.empty();
    }
}
