/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.server;

import java.util.Set;
import org.weft.kernel.http.AuthenticatedUser;
import org.weft.kernel.http.RequestAuthenticator;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Doors without a key. */
final class ClosedAuthenticator {

    /** Lets nobody in; for ports whose endpoints judge by their own means. */
    static final RequestAuthenticator CLOSED = new RequestAuthenticator() {
        @Override
        public AuthenticatedUser enter(Credentials credentials, String remoteAddress) {
            throw new Unauthenticated("nobody signs in here");
        }

        @Override
        public AuthenticatedUser enter(String accessToken) {
            throw new Unauthenticated("nobody signs in here");
        }

        @Override
        public Set<String> types() {
            return Set.of();
        }
    };

    private ClosedAuthenticator() {}
}
