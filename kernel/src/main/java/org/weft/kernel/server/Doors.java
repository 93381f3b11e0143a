/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.Set;
import org.weft.kernel.http.Door;
import org.weft.kernel.http.Visitor;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Doors without a key. */
final class Doors {

    /** Lets nobody in; for ports whose endpoints judge by their own means. */
    static final Door CLOSED = new Door() {
        @Override
        public Visitor enter(Credentials credentials, String remoteAddress) {
            throw new Unauthenticated("nobody signs in here");
        }

        @Override
        public Visitor enter(String accessToken) {
            throw new Unauthenticated("nobody signs in here");
        }

        @Override
        public Set<String> types() {
            return Set.of();
        }
    };

    private Doors() {}
}
