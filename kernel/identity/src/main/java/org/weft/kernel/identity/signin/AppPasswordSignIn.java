/*
 * Copyright The Weft Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package org.weft.kernel.identity.signin;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.weft.kernel.identity.signin.Session.Identity;
import org.weft.spi.WeftException.Unauthenticated;
import org.weft.spi.auth.Credentials;

/** Lets in who shows an app password, also as if it were the account's own. Thread-safe. */
record AppPasswordSignIn(
        AppPasswords passwords,
        IdentityResolver acceptance,
        SecretFingerprints fingerprints,
        SignInCache remembered,
        SignInThrottle tries) {

    private static final Set<String> TYPES = Set.of("basic", "appauth");

    /** Whether an app password may come as credentials of this type. */
    static boolean takes(String type) {
        return TYPES.contains(type);
    }

    /** Whether these are an app password, right or wrong. */
    static boolean take(Credentials credentials) {
        return takes(credentials.type()) && AppPasswords.isOne(credentials.secret());
    }

    /**
     * Who shows it. Remembered like any other, where it is told what was taken away since.
     *
     * @throws Unauthenticated when it is wrong, has expired or was taken away
     */
    Identity admit(Credentials credentials, String remoteAddress) {
        ByteBuffer key = fingerprints.of("app-password", credentials.clientId(), credentials.secret());
        Optional<Identity> known =
                acceptance.endings().isPresent() ? remembered.success(key, acceptance::isOver) : Optional.empty();
        return known.orElseGet(() -> looked(key, credentials, remoteAddress));
    }

    private Identity looked(ByteBuffer key, Credentials credentials, String remoteAddress) {
        SignInThrottle.Anonymous attempt = tries.from(remoteAddress).admit();
        Optional<AppPasswords.AppPassword> found = passwords.find(credentials.clientId(), credentials.secret());
        if (found.isEmpty()) {
            attempt.failed();
            SignInAudit.refused(
                    "appauth", credentials.clientId(), remoteAddress, "app-passwords", "no such app password");
            throw new Unauthenticated("the app password is wrong, has expired or was taken away");
        }
        Optional<Identity> known = remembered.success(key, acceptance::isOver);
        if (known.isPresent()) {
            return known.get();
        }
        Identity identity = acceptance.known(found.get());
        SignInAudit.signedIn("appauth", identity.user(), remoteAddress);
        remembered.succeeded(key, identity);
        return identity;
    }
}
