/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.spi.storage.write;

import org.weft.spi.Unstable;

/** A content that has grown where nobody sees it, and is durable. */
@Unstable("may still change before 0.3")
public interface Staged extends AutoCloseable {

    /** Bytes. */
    long size();

    /** Takes it away where it has not become a file's content. Doesn't throw; what can't be taken away is logged. */
    @Override
    void close();
}
