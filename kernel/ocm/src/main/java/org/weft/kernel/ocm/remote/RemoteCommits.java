/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.ocm.remote;

import java.io.IOException;
import org.weft.spi.WeftException.Unavailable;
import org.weft.spi.storage.Affected;
import org.weft.spi.storage.Attempt;
import org.weft.spi.storage.Guard;

/**
 * Changes at another server, which looks and changes in one step, by the conditions of the request. So there is one attempt:
 * a body that is on its way can't be sent twice.
 */
final class RemoteCommits {

    private RemoteCommits() {}

    /** Makes a change, if the guard lets it pass. */
    static <T> T commit(Guard guard, Affected affected, Request<T> request) throws IOException {
        Attempt<T> attempt = guard.attempt(affected, () -> Attempt.committed(request.send()));
        if (attempt instanceof Attempt.Committed<T> done) {
            return done.value();
        }
        throw new Unavailable("/" + affected.target() + " was not changed; try again");
    }

    /** A request that makes a change. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }
}
