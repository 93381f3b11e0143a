/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.http;

import java.util.Set;
import org.weft.kernel.service.Session;
import org.weft.kernel.service.SignIn;
import org.weft.spi.auth.Credentials;

/** The site's sign-in as the HTTP server sees it. */
public final class SignInDoor implements Door {

    private final SignIn signIn;

    public SignInDoor(SignIn signIn) {
        this.signIn = signIn;
    }

    @Override
    public Visitor enter(Credentials credentials, String remoteAddress) {
        return visitor(signIn.authenticate(credentials, remoteAddress));
    }

    @Override
    public Visitor enter(String accessToken) {
        return visitor(signIn.verify(accessToken));
    }

    private static Visitor visitor(Session session) {
        return new Visitor(session.user(), session::caller, session::accessToken);
    }

    @Override
    public Set<String> types() {
        return signIn.types();
    }
}
