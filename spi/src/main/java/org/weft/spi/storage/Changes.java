/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage;

import java.io.IOException;
import org.weft.spi.Sink;
import org.weft.spi.Unstable;

/** A feed of what changed in the backend, for caches. */
@Unstable("no kernel part reads it yet")
public interface Changes {

    /**
     * Pushes what changed.
     *
     * @param cursor from where; empty for now
     * @return the cursor for the next call
     */
    String since(String cursor, Sink<NodeId> sink) throws IOException;
}
