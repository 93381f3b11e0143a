/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.storage.localfs;

import org.weft.spi.Sink;
import org.weft.spi.storage.Upkeep.Finding;

/** Is told of each thing that was found or put right. */
@FunctionalInterface
interface FindingReport {

    void tell(String kind, String where, String text);

    /** Nobody wants to know. */
    static FindingReport none() {
        return (kind, where, text) -> {};
    }

    /** Tells a receiver, until it has enough. */
    static FindingReport to(Sink<Finding> sink) {
        return new FindingReport() {
            private boolean open = true;

            @Override
            public void tell(String kind, String where, String text) {
                open = open && sink.accept(new Finding(kind, where, text));
            }
        };
    }
}
