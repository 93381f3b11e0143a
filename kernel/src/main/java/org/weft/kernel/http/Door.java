/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Set;
import org.weft.spi.auth.Credentials;

/** Knows who may come in. Thread-safe. */
public interface Door {

    /**
     * Lets in who shows a password or a token of another issuer.
     *
     * @throws org.weft.spi.WeftException.Unauthenticated when they are wrong
     * @throws org.weft.spi.WeftException.Throttled after too many failures
     */
    Visitor enter(Credentials credentials, String remoteAddress);

    /**
     * Lets in who shows a token of this server.
     *
     * @throws org.weft.spi.WeftException.Unauthenticated when it is none, or has expired
     */
    Visitor enter(String accessToken);

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
