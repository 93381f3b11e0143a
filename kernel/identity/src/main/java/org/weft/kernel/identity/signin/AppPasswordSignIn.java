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
        IdentityResolver resolver,
        SecretFingerprints fingerprints,
        SignInCache cache,
        SignInThrottle throttle) {

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
                resolver.revocations().isPresent() ? cache.success(key, resolver::isRevoked) : Optional.empty();
        return known.orElseGet(() -> looked(key, credentials, remoteAddress));
    }

    private Identity looked(ByteBuffer key, Credentials credentials, String remoteAddress) {
        SignInThrottle.Anonymous attempt = throttle.from(remoteAddress).admit();
        Optional<AppPasswords.AppPassword> found = passwords.find(credentials.clientId(), credentials.secret());
        if (found.isEmpty()) {
            attempt.failed();
            SignInAudit.refused(
                    "appauth", credentials.clientId(), remoteAddress, "app-passwords", "no such app password");
            throw new Unauthenticated("the app password is wrong, has expired or was taken away");
        }
        Optional<Identity> known = cache.success(key, resolver::isRevoked);
        if (known.isPresent()) {
            return known.get();
        }
        Identity identity = resolver.known(found.get());
        SignInAudit.signedIn("appauth", identity.user(), remoteAddress);
        cache.succeeded(key, identity);
        return identity;
    }
}
