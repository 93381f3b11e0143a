/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.signin.SignedUrl;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Knows who may come in. Thread-safe. */
public interface RequestAuthenticator {

    /**
     * Lets in who shows a password or a token of another issuer.
     *
     * @throws Unauthenticated when they are wrong
     * @throws org.weft.spi.WeftException.Throttled after too many failures
     */
    AuthenticatedUser enter(Credentials credentials, String remoteAddress);

    /**
     * Lets in who shows a token of this server.
     *
     * @throws Unauthenticated when it is none, or has expired
     */
    AuthenticatedUser enter(String accessToken);

    /**
     * Lets in who follows a URL that somebody signed.
     *
     * @throws Unauthenticated when it is not signed, not for this request, or over
     * @throws org.weft.spi.WeftException.Throttled after too many failures
     */
    default AuthenticatedUser enter(SignedUrl url, String remoteAddress) {
        throw new Unauthenticated("signed URLs lead nowhere here");
    }

    /**
     * Lets in who is signed in in a browser.
     *
     * @param secret the browser's own
     * @return empty when the session has ended, or nobody signs in in browsers here
     */
    default Optional<AuthenticatedUser> resume(String secret) {
        return Optional.empty();
    }

    /** Whether people can sign in on a page of ours. */
    default boolean hasPages() {
        return false;
    }

    /** The words of the credentials that are understood, such as {@code basic} and {@code bearer}. */
    Set<String> types();

    /**
     * Which of them a program is told of that asks without any.
     *
     * @param agent what it calls itself
     */
    default Set<String> offered(String agent) {
        return types();
    }
}
