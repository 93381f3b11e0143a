/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.Sink;
import org.weft.spi.storage.ServerCopy.Copied;

/** Tells a receiver of nodes and their copies, as long as it listens. */
final class CopyReporter {

    private final Sink<Copied> sink;
    private boolean ended;

    CopyReporter(Sink<Copied> sink) {
        this.sink = sink;
    }

    void tell(Id original, Id copy) {
        if (!ended) {
            ended = !sink.accept(new Copied(original.nodeId(), copy.nodeId()));
        }
    }
}
