/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.token;

import java.time.Instant;
import java.util.List;
import org.weft.spi.Scope;
import org.weft.spi.identity.User;

/**
 * What an access token says, after its signature and its times were found right.
 *
 * @param user who
 * @param scopes what for; empty when the token names none, and then it allows nothing
 * @param expires when it ends
 * @param credential what it was made from, where that may end before it
 */
public record VerifiedToken(User user, List<Scope> scopes, Instant expires, CredentialRef credential) {

    public VerifiedToken {
        scopes = List.copyOf(scopes);
    }

    public VerifiedToken(User user, List<Scope> scopes, Instant expires) {
        this(user, scopes, expires, CredentialRef.none());
    }
}
