/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.time.Instant;
import java.util.List;
import org.weft.spi.Scope;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;

/**
 * Lets in who has no account here but knows something that an account holder gave away, such as a link: a port that the
 * services of sharing fill. Limits attempts itself. Thread-safe.
 */
public interface GuestAuthenticator {

    /** The type of the credentials that are for this door, as CS3 names it. */
    String type();

    /**
     * Lets somebody in.
     *
     * @throws org.weft.spi.WeftException.NotFound when there is nothing behind the credentials' name
     * @throws org.weft.spi.WeftException.Unauthenticated when they are wrong
     * @throws org.weft.spi.WeftException.Throttled after too many failures
     */
    Admitted admit(Credentials credentials, String remoteAddress);

    /**
     * Whether credentials whose type nobody told are for this door, and good for something. Only for doors whose secrets are
     * too long to be guessed, since nothing is counted here.
     *
     * @param name as in {@link Credentials#clientId}; may be empty
     */
    default boolean knows(String name, String secret) {
        return false;
    }

    /**
     * Whoever was let in.
     *
     * @param user stands for them in logs and tokens; no account
     * @param scopes what they may reach; never all that a user may
     * @param expires when it ends
     */
    record Admitted(User user, List<Scope> scopes, Instant expires) {
        public Admitted {
            scopes = List.copyOf(scopes);
        }
    }
}
