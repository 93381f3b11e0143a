/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.weft.spi.Caller;
import org.weft.spi.Scope;
import org.weft.spi.UserId;
import org.weft.spi.UserType;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;
import org.weft.spi.identity.User;

/** Lets in whoever's password is the user name backwards, and whoever's token is {@code token-NAME}. */
public final class FixedAuthenticator implements RequestAuthenticator {

    @Override
    public AuthenticatedUser enter(Credentials credentials, String remoteAddress) {
        String name = credentials.clientId();
        if (!new StringBuilder(name).reverse().toString().equals(credentials.secret())) {
            throw new Unauthenticated("wrong user name or password");
        }
        return visitor(name);
    }

    @Override
    public AuthenticatedUser enter(String accessToken) {
        if (!accessToken.startsWith("token-")) {
            throw new Unauthenticated("the token is none of this server's");
        }
        return visitor(accessToken.substring(6));
    }

    public static AuthenticatedUser visitor(String name) {
        UserId id = new UserId("test", name, UserType.PRIMARY);
        return new AuthenticatedUser(
                User.of(id, name, name.toUpperCase(java.util.Locale.ROOT)),
                trace -> new Caller(
                        id,
                        name,
                        Set.of(),
                        List.of(new Scope.User(Scope.Role.OWNER)),
                        Optional.empty(),
                        Optional.empty(),
                        trace),
                () -> "token-" + name);
    }

    @Override
    public Set<String> types() {
        return Set.of("basic");
    }
}
